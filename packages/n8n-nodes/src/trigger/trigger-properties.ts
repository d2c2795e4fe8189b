import type { INodeProperties } from 'n8n-workflow'
import { secretParameter } from './callback-secret.ts'

const whenCalled = { show: { mode: ['webhook'] } }
const whenPolling = { show: { mode: ['poll'] } }

/** The last part of the address that sms365 calls. */
export const callbackPath = 'delivery-report'

/*
 * Gives an expression that works in any workflow of the same n8n: only there the address of this n8n is known, from the
 * address at which an execution would be resumed. The braces are put together here, or this expression would end at them.
 */
const callbackExpression = [
  `={{ '{' + '{ $execution.resumeUrl.split("-waiting/")[0] }' + '}/'`,
  `+ $webhookId + '/${callbackPath}?${secretParameter}=' + $parameter["callbackSecret"] }}`,
].join(' ')

/** The parameters of the trigger, in the order of its panel. */
export const triggerProperties: INodeProperties[] = [
  {
    displayName: 'Mode',
    name: 'mode',
    type: 'options',
    noDataExpression: true,
    options: [
      {
        name: 'Poll',
        value: 'poll',
        description: 'Ask sms365 for new reports on a schedule, for an n8n that cannot be reached from the internet',
      },
      {
        name: 'Webhook',
        value: 'webhook',
        description: 'Sms365 calls this n8n the moment a report is there',
      },
    ],
    default: 'webhook',
  },
  {
    displayName:
      // Of all tags n8n leaves a, ul and li in a notice.
      '<ul><li>Make up a secret, and publish this workflow.</li><li>Open the expression below in full, and copy its result.</li><li>Paste it into "Callback" of each sms365 node that sends, as an expression.</li></ul>For any other sender, use the production URL above with "?secret=…" behind it.',
    name: 'callbackNotice',
    type: 'notice',
    default: '',
    displayOptions: whenCalled,
  },
  {
    displayName: 'Secret',
    name: 'callbackSecret',
    type: 'string',
    typeOptions: { password: true },
    default: '',
    required: true,
    placeholder: 'e.g. 16 or more letters and digits at random',
    description:
      'Stands in the address that sms365 calls, because its calls are not signed. A call without it is refused and starts nothing. At least 16 letters, digits or - . _ ~.',
    displayOptions: whenCalled,
  },
  {
    displayName: 'Callback for Send Nodes',
    name: 'callbackExpression',
    type: 'string',
    default: '={{ $parameter["callbackSource"] }}',
    description:
      'Copy the result into the callback of an sms365 node of this n8n; nothing has to be changed here. What you append to it there, such as &order={{ $json.orderId }}, comes back in correlation.',
    displayOptions: whenCalled,
  },
  {
    displayName: 'Callback Source',
    name: 'callbackSource',
    type: 'hidden',
    default: callbackExpression,
    displayOptions: whenCalled,
  },
  {
    displayName:
      'Reading takes the reports from every other reader of the account: use one active workflow for each account. A test run shows the latest reports of the history and takes nothing.',
    name: 'pollNotice',
    type: 'notice',
    default: '',
    displayOptions: whenPolling,
  },
  {
    displayName: 'Poll Every',
    name: 'pollEvery',
    type: 'options',
    noDataExpression: true,
    options: [
      { name: 'Minute', value: '0 * * * * *' },
      { name: '5 Minutes', value: '0 */5 * * * *' },
      { name: '15 Minutes', value: '0 */15 * * * *' },
      { name: '30 Minutes', value: '0 */30 * * * *' },
      { name: 'Hour', value: '0 0 * * * *' },
    ],
    default: '0 */5 * * * *',
    displayOptions: whenPolling,
  },
  {
    // So called, n8n offers each of these as a trigger of its own when a node is searched for.
    displayName: 'Trigger On',
    name: 'statuses',
    type: 'multiOptions',
    options: [
      {
        name: 'Delivered',
        value: 'DELIVERED',
        action: 'On SMS delivered',
        description: 'The SMS is on the device',
      },
      {
        name: 'Failed',
        value: 'FAILED',
        action: 'On SMS failed',
        description: 'The SMS was not delivered, and will not be',
      },
      {
        name: 'Sent',
        value: 'SENT',
        action: 'On SMS sent',
        description: 'Handed to a network; no delivery report yet',
      },
      {
        name: 'Unknown',
        value: 'UNKNOWN',
        action: 'On SMS status unknown',
        description: 'A status that is not known; statusRaw has it',
      },
    ],
    default: ['DELIVERED', 'FAILED'],
    description: 'Which reports start the workflow; none chosen means all',
  },
]
