import { type IExecuteFunctions, type INodeType, type INodeTypeDescription, NodeConnectionTypes } from 'n8n-workflow'
import { executeNode } from '../../src/execute/execute-node.ts'
import { proxstopProperties, proxstopSetup, testProxstopCredential } from '../../src/providers/proxstop-node.ts'

/** ProxStop: verification codes by call or SMS. */
export class ProxStop implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'ProxStop',
    name: 'proxStop',
    icon: { light: 'file:../../icons/proxstop.svg', dark: 'file:../../icons/proxstop.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
    description: 'Verify phone numbers: send a code by call or SMS with ProxStop, and check it',
    defaults: { name: 'ProxStop' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'proxStopApi', required: true, testedBy: 'testProxstopCredential' }],
    properties: proxstopProperties,
  }

  methods = { credentialTest: { testProxstopCredential } }

  async execute(this: IExecuteFunctions) {
    return executeNode(this, proxstopSetup)
  }
}
