import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow'

/** User name and password of a NetOxygen account. */
export class NetOxygenApi implements ICredentialType {
  name = 'netOxygenApi'

  displayName = 'NetOxygen API'

  icon: Icon = { light: 'file:../icons/netoxygen.svg', dark: 'file:../icons/netoxygen.dark.svg' }

  documentationUrl = 'https://sms.netoxygen.ch/api2/documentation/'

  properties: INodeProperties[] = [
    {
      displayName: 'User Name',
      name: 'username',
      type: 'string',
      default: '',
      required: true,
    },
    {
      displayName: 'Password',
      name: 'password',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
    },
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: 'https://sms.netoxygen.ch/api2/',
      description: 'Address of the service; plain http is accepted for this machine only',
    },
  ]
}
