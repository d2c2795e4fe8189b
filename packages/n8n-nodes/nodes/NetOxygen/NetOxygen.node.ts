import { type IExecuteFunctions, type INodeType, type INodeTypeDescription, NodeConnectionTypes } from 'n8n-workflow'
import { executeNode } from '../../src/execute/execute-node.ts'
import {
  netoxygenHints,
  netoxygenProperties,
  netoxygenSetup,
  testNetoxygenCredential,
} from '../../src/providers/netoxygen-node.ts'

/** NetOxygen: SMS to one or many, their status, the account. */
export class NetOxygen implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'NetOxygen',
    name: 'netOxygen',
    icon: { light: 'file:../../icons/netoxygen.svg', dark: 'file:../../icons/netoxygen.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
    description: 'Send SMS with NetOxygen to one or many, now or later, and ask what became of them',
    defaults: { name: 'NetOxygen' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'netOxygenApi', required: true, testedBy: 'testNetoxygenCredential' }],
    hints: netoxygenHints,
    properties: netoxygenProperties,
  }

  methods = { credentialTest: { testNetoxygenCredential } }

  async execute(this: IExecuteFunctions) {
    return executeNode(this, netoxygenSetup)
  }
}
