import {
  type IExecuteFunctions,
  type IHookFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  type ITriggerFunctions,
  type ITriggerResponse,
  type IWebhookFunctions,
  type IWebhookResponseData,
  NodeConnectionTypes,
  NodeOperationError,
} from 'n8n-workflow'
import { findSecretProblem, readSecret } from '../../src/trigger/callback-secret.ts'
import { showLatestReports, startPolling } from '../../src/trigger/poll-reports.ts'
import { receiveReport } from '../../src/trigger/receive-report.ts'
import { callbackPath, triggerProperties } from '../../src/trigger/trigger-properties.ts'

/** Starts a workflow with the delivery reports of sms365, called by it or by asking it. */
export class Sms365Trigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'sms365 Trigger',
    name: 'sms365Trigger',
    icon: { light: 'file:../../icons/sms365.svg', dark: 'file:../../icons/sms365.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: '={{ $parameter["mode"] === "poll" ? "Poll" : "Webhook" }}',
    description: 'Starts the workflow when the delivery report of an SMS arrives',
    defaults: { name: 'sms365 Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'sms365Api', required: true, displayOptions: { show: { mode: ['poll'] } } }],
    webhooks: [
      {
        name: 'default',
        // Without a method n8n registers no webhook.
        httpMethod: '={{ $parameter["mode"] === "poll" ? "" : "GET" }}',
        path: callbackPath,
        responseMode: 'onReceived',
        // Else n8n answers the literal text "firstEntryJson" instead of what the node answers.
        responseData: '',
        ndvHideUrl: '={{ $parameter["mode"] === "poll" }}',
      },
    ],
    triggerPanel: {
      header: 'Delivery reports of sms365',
      executionsHelp: {
        inactive:
          'Publish the workflow, then send an SMS whose callback is the one in this panel: its report starts the workflow.',
        active:
          'Every delivery report starts the workflow. See the runs under <a data-key="executions">executions</a>.',
      },
      activationHint: 'Publish the workflow to receive delivery reports',
    },
    properties: triggerProperties,
  }

  webhookMethods = {
    default: {
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return false
      },
      async create(this: IHookFunctions): Promise<boolean> {
        const problem = findSecretProblem(readSecret(this))
        if (problem === undefined) return true
        throw new NodeOperationError(this.getNode(), `The secret will not do. ${problem}`, {
          description: 'Anyone who can guess it can start this workflow with reports of their own making.',
        })
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        return true
      },
    },
  }

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return receiveReport(this)
  }

  async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
    return this.getNodeParameter('mode') === 'poll' ? await startPolling(this) : {}
  }

  /** Passes on what a run was started with. A manual run in poll mode is started with nothing, and shows the latest reports. */
  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const isTest = this.getMode() === 'manual' && this.getNodeParameter('mode', 0) === 'poll'
    return [isTest ? await showLatestReports(this) : this.getInputData()]
  }
}
