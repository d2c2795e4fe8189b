import { answered, nullable, record, rows } from '../../answer-fields.ts'
import { fields, id, text } from '../../fields.ts'
import type { Resource } from '../../operation.ts'
import { decodeFlatOrNestedId } from './contact-fields.ts'
import { decodeDeletion, deletionOutput } from './deletion.ts'
import { defineOperation } from './operation.ts'
import { decodeRows, decodeTotal } from './rows.ts'
import { decodeTimestamp, timestampEntries } from './timestamp.ts'
import { userId } from './user.ts'

/** Source: api/user/comment of the vendor's page. */
export const userComment = {
  title: 'User Comment',
  description: 'Notes on what was done with a sub-account',
  operations: {
    add: defineOperation({
      kind: 'mutation',
      retry: 'never',
      access: 'admin',
      title: 'Add User Comment',
      action: 'Add a comment to a sub-account',
      summary: 'Adds a comment to a sub-account.',
      adviceWhenUnknown: 'Look for it with sms365.userComment.list.',
      input: fields({
        userId,
        comment: text({ description: 'The comment', example: 'Paid by bank transfer' }, { max: 2_000 }),
      }),
      output: fields({ commentId: answered('commentId', 'Id of the new comment') }),
      errors: ['101', '208', '209', '212'],
      examples: [
        {
          title: 'Added',
          input: { userId: '71', comment: 'Paid by bank transfer' },
          wire: '{"comment":{"commentId":"301"},"status":"1","error":"0","remarks":"Success"}',
          output: { commentId: '301' },
        },
      ],
      encode(input) {
        return { endpoint: 'user/comment/add', parameters: input }
      },
      decode(answer) {
        return { commentId: decodeFlatOrNestedId(answer, 'commentId', 'comment') }
      },
    }),
    delete: defineOperation({
      kind: 'mutation',
      retry: 'safe',
      access: 'admin',
      title: 'Delete User Comment',
      action: 'Delete a comment of a sub-account',
      summary: 'Deletes a comment of a sub-account.',
      input: fields({
        commentId: id('commentId', { description: 'Id of a comment; see userComment.list', example: '301' }),
      }),
      output: deletionOutput,
      errors: ['101', '212', '220'],
      examples: [
        {
          title: 'Deleted',
          input: { commentId: '301' },
          wire: '{"status":"1","error":"0","remarks":"Success"}',
          output: { deleted: true },
        },
      ],
      encode(input) {
        return { endpoint: 'user/comment/delete', parameters: input }
      },
      decode: decodeDeletion,
    }),
    list: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'admin',
      title: 'List User Comments',
      action: 'List the comments of a sub-account',
      summary: 'Lists the comments of a sub-account.',
      input: fields({ userId }),
      output: fields({
        comments: rows(
          record('UserComment', 'A comment on a sub-account', {
            commentId: answered('commentId', 'Id of the comment'),
            ...timestampEntries,
            comment: nullable(answered('text', 'The comment')),
          }),
          'The comments',
        ),
        total: answered('count', 'How many there are'),
      }),
      errors: ['101', '208', '209'],
      examples: [
        {
          title: 'One comment',
          input: { userId: '71' },
          wire: '{"comments":{"comment":[{"commentId":"301","timestamp":"2026-01-15 10:30:00","comment":"Paid by bank transfer"}]},"total":"1","status":"1","error":"0","remarks":"Success"}',
          output: {
            comments: [
              {
                commentId: '301',
                timestamp: '2026-01-15 10:30:00',
                instant: new Date('2026-01-15T08:30:00Z'),
                comment: 'Paid by bank transfer',
              },
            ],
            total: 1,
          },
        },
      ],
      encode(input) {
        return { endpoint: 'user/comment/list', parameters: input }
      },
      decode(answer) {
        const comments = decodeRows(answer, 'comments', 'comment', (row) => ({
          commentId: row.text('commentId', 'id'),
          ...decodeTimestamp(row),
          comment: row.optionalText('comment'),
        }))
        return { comments, total: decodeTotal(answer, 'comments', comments.length) }
      },
    }),
  },
} satisfies Resource
