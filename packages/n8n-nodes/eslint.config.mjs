import parser from '@typescript-eslint/parser'
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes'
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base'

const base = { 'n8n-nodes-base': n8nNodesBase }

/** n8n's own rules, on what n8n looks at: the package, its nodes, its credentials and what these are made of. */
export default [
  { ignores: ['dist/**', 'build/**', '**/*.test.ts', 'src/testing/**'] },
  {
    files: ['**/*.ts', 'package.json'],
    languageOptions: { parser, parserOptions: { sourceType: 'module', extraFileExtensions: ['.json'] } },
  },
  { ...n8nCommunityNodesPlugin.configs.recommended, files: ['**/*.ts', 'package.json'] },
  { files: ['nodes/**/*.ts'], plugins: base, rules: n8nNodesBase.configs.nodes.rules },
  { files: ['credentials/**/*.ts'], plugins: base, rules: n8nNodesBase.configs.credentials.rules },
  {
    files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
    rules: {
      // The newer plugin demands NodeConnectionTypes where the older one demands a literal.
      'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
      'n8n-nodes-base/node-class-description-inputs-wrong-trigger-node': 'off',
      'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
      // For n8n's own nodes, whose documentation is found by a slug; those of the community give an address.
      'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
    },
  },
  {
    files: ['credentials/Sms365Api.credentials.ts'],
    rules: {
      // The vendor writes itself in lower case.
      'n8n-nodes-base/cred-class-field-display-name-miscased': 'off',
      // The rule wants every node that takes the credential to test it; n8n asks the first that does, and the trigger leaves it to the node.
      '@n8n/community-nodes/credential-test-required': 'off',
    },
  },
  { files: ['package.json'], plugins: base, rules: n8nNodesBase.configs.community.rules },
]
