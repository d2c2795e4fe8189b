import { describe, expect, it, vi } from 'vitest'
import { createManualClock } from './clock.ts'
import { createMessageLife, maxMessages } from './message-life.ts'
import type { MessageDraft } from './message.ts'
import { createPendingWork } from './pending-work.ts'

const open = () => {
  const clock = createManualClock()
  const pending = createPendingWork()
  const life = createMessageLife(clock, 100, pending)
  const draft = (id: string, change: Partial<MessageDraft> = {}): MessageDraft => ({
    gateway: 'sms365',
    id,
    account: 'sandbox',
    kind: 'sms',
    to: '306971234567',
    from: 'Sandbox',
    text: 'Hello',
    code: null,
    parts: 1,
    cost: 1,
    unicode: false,
    flash: false,
    batch: null,
    sendAt: 0,
    callback: null,
    ...change,
  })
  return { clock, pending, life, draft }
}

describe('createMessageLife', () => {
  it('moves a message from accepted to sent to delivered, and reports once', () => {
    const { clock, life, draft } = open()
    const onReport = vi.fn()
    const start = clock.now()
    const message = life.accept(draft('1'), onReport)
    expect(message).toMatchObject({ status: 'accepted', createdAt: start, sentAt: null, reportedAt: null })
    clock.advance(50)
    expect(message).toMatchObject({ status: 'sent', sentAt: start + 50, reportedAt: null })
    expect(onReport).not.toHaveBeenCalled()
    clock.advance(50)
    expect(message).toMatchObject({ status: 'delivered', reportedAt: start + 100 })
    clock.advance(10_000)
    expect(onReport).toHaveBeenCalledExactlyOnceWith(message)
  })

  it('cancels what is scheduled, and nothing else', () => {
    const { clock, life, draft } = open()
    const scheduled = life.accept(draft('1', { sendAt: clock.now() + 1_000 }))
    const underWay = life.accept(draft('2'))
    expect(life.cancel(scheduled)).toBe(true)
    expect(life.cancel(scheduled)).toBe(false)
    expect(life.cancel(underWay)).toBe(false)
    clock.advance(10_000)
    expect([scheduled.status, underWay.status]).toEqual(['cancelled', 'delivered'])
  })

  it('does not confuse the ids of two gateways', () => {
    const { life, draft } = open()
    const one = life.accept(draft('1'))
    const other = life.accept(draft('1', { gateway: 'netoxygen' }))
    expect(life.find('sms365', '1')).toBe(one)
    expect(life.find('netoxygen', '1')).toBe(other)
    expect(life.find('proxstop', '1')).toBeUndefined()
  })

  it('forgets the oldest when there are too many, and is settled all the same', async () => {
    const { clock, pending, life, draft } = open()
    for (let id = 0; id <= maxMessages; id++) life.accept(draft(String(id), { sendAt: id === 0 ? 0 : Infinity }))
    expect(life.find('sms365', '0')).toBeUndefined()
    expect(life.find('sms365', '1')).toBeDefined()
    expect(life.list()).toHaveLength(maxMessages)
    clock.advance(100)
    await pending.settle()
  })

  it('stops every life when it is closed', () => {
    const { clock, life, draft } = open()
    const message = life.accept(draft('1'))
    life.close()
    clock.advance(1_000)
    expect(message.status).toBe('accepted')
  })
})
