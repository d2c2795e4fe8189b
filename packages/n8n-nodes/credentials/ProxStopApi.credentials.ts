import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow'

/** API key of a ProxStop account. */
export class ProxStopApi implements ICredentialType {
  name = 'proxStopApi'

  displayName = 'ProxStop API'

  icon: Icon = { light: 'file:../icons/proxstop.svg', dark: 'file:../icons/proxstop.dark.svg' }

  documentationUrl = 'https://docs.proxstop.com/api'

  properties: INodeProperties[] = [
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
    },
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: 'https://api.proxstop.com',
      description: 'Address of the service; plain http is accepted for this machine only',
    },
  ]
}
