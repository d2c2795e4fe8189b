import { AnswerTime, list } from './answer-value.ts'
import { type Endpoints, requireField } from './endpoint.ts'
import { Refusal } from './errors.ts'
import { requireSubAccount } from './user.ts'

/** api/user/comment of the vendor's page. */
export const userCommentEndpoints: Endpoints = {
  'user/comment/add': {
    access: 'key',
    run(call) {
      const user = requireSubAccount(call)
      const comment = requireField(call, 'comment', 212)
      const commentId = call.context.nextId()
      user.comments.set(commentId, { commentId, at: call.context.clock.now(), comment })
      return { comment: { commentId } }
    },
  },
  'user/comment/delete': {
    access: 'key',
    run(call) {
      const commentId = requireField(call, 'commentId', 212)
      const users = call.accounts.subAccountsOf(call.account)
      if (!users.some(({ comments }) => comments.delete(Number(commentId)))) throw new Refusal(220)
      return {}
    },
  },
  'user/comment/list': {
    access: 'key',
    run(call) {
      const rows = [...requireSubAccount(call).comments.values()].map(({ at, ...comment }) => ({
        ...comment,
        timestamp: new AnswerTime(at),
      }))
      return { comments: list(rows, 'comment'), total: rows.length }
    },
  },
}
