import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow'

/** API key of an sms365 account and, for getting or resetting that key, its login. */
export class Sms365Api implements ICredentialType {
  name = 'sms365Api'

  displayName = 'sms365 API'

  icon: Icon = { light: 'file:../icons/sms365.svg', dark: 'file:../icons/sms365.dark.svg' }

  documentationUrl = 'https://sms365.gr/api'

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
      displayName: 'User Name',
      name: 'username',
      type: 'string',
      default: '',
      description: 'User name, e-mail or mobile number of the account; only getting and resetting the key use it',
    },
    {
      displayName: 'Password',
      name: 'password',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description: 'Password of the account; only getting and resetting the key use it',
    },
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: 'https://sms365.gr/api',
      description: 'Address of the service; plain http is accepted for this machine only',
    },
  ]
}
