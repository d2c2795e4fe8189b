import {
  type IExecuteFunctions,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  NodeConnectionTypes,
} from 'n8n-workflow'
import { resumeWebhooks, resumeWithReport } from '../../src/await-report/resume-with-report.ts'
import { executeNode } from '../../src/execute/execute-node.ts'
import { testSms365Credential } from '../../src/providers/sms365-credential-test.ts'
import {
  sms365Hints,
  sms365ListSearch,
  sms365Properties,
  sms365SensitiveFields,
  sms365Setup,
} from '../../src/providers/sms365-node.ts'

/** sms365: SMS, Viber, verification codes, contacts, groups and sub-accounts. */
export class Sms365 implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'sms365',
    name: 'sms365',
    icon: { light: 'file:../../icons/sms365.svg', dark: 'file:../../icons/sms365.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
    description: 'Send SMS and Viber messages with sms365, verify phone numbers, and manage contacts and groups',
    defaults: { name: 'sms365' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'sms365Api', required: true, testedBy: 'testSms365Credential' }],
    webhooks: resumeWebhooks,
    waitingNodeTooltip: 'Waiting for delivery reports',
    hints: sms365Hints,
    sensitiveOutputFields: sms365SensitiveFields,
    properties: sms365Properties,
  }

  methods = { credentialTest: { testSms365Credential }, listSearch: sms365ListSearch }

  async execute(this: IExecuteFunctions) {
    return executeNode(this, sms365Setup)
  }

  async webhook(this: IWebhookFunctions) {
    return resumeWithReport(this)
  }
}
