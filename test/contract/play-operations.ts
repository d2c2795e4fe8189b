import {
  type Client,
  createClient,
  type DriftReport,
  netoxygen,
  proxstop,
  type Runtime,
  sms365,
  type Transport,
} from '@heliograph/core'
import type { Sandbox } from '@heliograph/sandbox'

/** What plays the person at the other end: reads a text that was sent, and lets time pass. */
export interface Person {
  readSentCode(to: string): Promise<string>
  /** Lets `milliseconds` pass in the gateways. */
  wait(milliseconds: number): void
}

export interface PlayOptions {
  readonly sandbox: Sandbox
  readonly transport: Transport
  readonly runtime: Runtime
  readonly onDrift: (report: DriftReport) => void
  readonly person: Person
}

type Outputs = Record<string, unknown>

const playProxstop = async ({ telephone }: Client<typeof proxstop>, { person }: PlayOptions): Promise<Outputs> => {
  const number = { country: '1', phone: '5555555555', code: '16322' }
  const call = await telephone.call({ ...number, language: 'FRENCH', ext: '12,3' })
  const sms = await telephone.sms({ ...number, message: 'Your code is 16322', ref: 'order 1001' })
  person.wait(1_000)
  const status = await telephone.status({ referenceId: sms.ref, code: '16322' })
  const wrong = await telephone.status({ referenceId: sms.ref, code: '16323' })
  // References are random: only their length is the same every time.
  return {
    'proxstop.telephone.call': call.ref.length,
    'proxstop.telephone.sms': sms.ref.length,
    'proxstop.telephone.status': [status, wrong],
  }
}

const playNetoxygen = async (
  { message, account, number }: Client<typeof netoxygen>,
  { person, runtime }: PlayOptions,
): Promise<Outputs> => {
  const send = await message.send({
    to: ['079 222 33 44', '0041790990007'],
    message: 'Grüezi, 5 € für Zoë',
    sender: 'Example',
  })
  const sendAt = new Date(runtime.now() + 3_600_000)
  const later = await message.send({ to: ['0792223344'], message: 'later', sendAt, type: 'FLASH' })
  const ids = [...send.recipients, ...later.recipients].flatMap(({ id }) => id ?? [])
  person.wait(1_000)
  return {
    'netoxygen.message.send': [send, later],
    'netoxygen.message.status': await message.status({ ids: [...ids, 'unknown'] }),
    'netoxygen.message.cancel': await message.cancel({ ids: ids.slice(1) }),
    'netoxygen.account.auth': await account.auth(),
    'netoxygen.account.credits': await account.credits(),
    'netoxygen.account.status': await account.status(),
    'netoxygen.account.guid': await account.guid(),
    'netoxygen.number.clean': await number.clean({ number: '022/364 8000' }),
  }
}

const playMessages = async (client: Client<typeof sms365>, { person, runtime }: PlayOptions): Promise<Outputs> => {
  const { mobile, sms, viber, me, twoFactor, history, hlr, purchase, status, key } = client
  const to = '306971234567'
  const send = await sms.send({ to: '+30 697 123 4567', text: 'Καλημέρα', unicode: true, from: 'Example' })
  const failing = await sms.send({ to: '306971990002', text: 'x' })
  const bulk = await sms.bulk({ to: [to, '306940000000', '306940990007'], text: 'We open at nine', flash: true })
  const scheduled = await sms.send({ to, text: 'later', sendAt: new Date(runtime.now() + 3_600_000) })
  const code = await twoFactor.send({ to, text: 'Your code is %%CODE%%', wait: 0 })
  person.wait(1_000)
  const entered = await person.readSentCode(to)
  return {
    'sms365.mobile.check': await mobile.check({ mobile: 'call +30 (697) 123-4567!' }),
    'sms365.key.get': await key.get(),
    'sms365.sms.send': [send, failing],
    'sms365.sms.bulk': bulk,
    'sms365.sms.cancel': await sms.cancel({ smsId: scheduled.smsId }),
    'sms365.viber.send': await viber.send({ to, text: 'Ready', from: 'Sandbox', smsFallback: true, smsText: 'Ready' }),
    'sms365.viber.bulk': await viber.bulk({ to: [to, '306940990007'], text: 'Ready', from: 'Sandbox' }),
    'sms365.viber.balance': await viber.balance(),
    'sms365.twoFactor.send': code,
    'sms365.twoFactor.check': [
      await twoFactor.check({ authId: code.authId, code: entered }),
      await twoFactor.check({ authId: code.authId, code: String((Number(entered) + 1) % 10_000).padStart(4, '0') }),
    ],
    'sms365.hlr.lookup': await hlr.lookup({ mobile: to }),
    'sms365.me.balance': await me.balance(),
    'sms365.status.get': [await status.get(), await status.get()],
    'sms365.status.sms': [await status.sms({ smsId: send.smsId }), await status.sms({ smsId: '99' })],
    'sms365.history.groupList': await history.groupList(),
    // Its text holds the random code.
    'sms365.history.singleList': (await history.singleList()).messages.map(({ text, ...message }) => [
      message,
      text?.length,
    ]),
    'sms365.purchase.list': await purchase.list(),
  }
}

const playContacts = async ({ contact, group }: Client<typeof sms365>): Promise<Outputs> => {
  const empty = [await contact.list(), await group.list()]
  const details = { name: 'Μαρία', surname: 'Papadopoulou', birthday: '1990-05-21', custom3: 'VIP' }
  const maria = await contact.add({ mobile: '306971234567', ...details })
  const nikos = await contact.add({ mobile: '306940000000' })
  const guests = await group.add({ name: 'Guests' })
  const membership = { ...guests, ...maria }
  const joined = await group.addContact(membership)
  const again = await group.addContact(membership)
  const second = await group.addContact({ ...guests, ...nikos })
  const group1 = await group.get(guests)
  const outputs = {
    'sms365.contact.add': maria,
    'sms365.contact.update': await contact.update({ ...maria, vname: 'Μαρία', nameday: '2026-08-15' }),
    'sms365.contact.get': await contact.get(maria),
    'sms365.contact.list': [empty[0], await contact.list()],
    'sms365.group.add': guests,
    'sms365.group.addContact': [joined, again],
    'sms365.group.get': group1,
    'sms365.group.list': [empty[1], await group.list()],
    'sms365.group.deleteContact': [
      await group.deleteContact(membership),
      await group.deleteContact({ contactGroupId: second.contactGroupId ?? '' }),
    ],
    'sms365.group.deleteAllContacts': await group.deleteAllContacts(guests),
  }
  return {
    ...outputs,
    'sms365.group.delete': await group.delete(guests),
    'sms365.contact.delete': await contact.delete(nikos),
  }
}

const playUsers = async ({ user, userComment }: Client<typeof sms365>): Promise<Outputs> => {
  const noUsers = await user.list()
  const added = await user.add({ email: 'shop@example.com', password: 'a long random text' })
  const { userId } = added.user
  const noComments = await userComment.list({ userId })
  const comment = await userComment.add({ userId, comment: 'Paid by bank transfer' })
  return {
    'sms365.user.add': added,
    'sms365.user.topup': [
      await user.topup({ userId, sms: 25, cost: '1.50' }),
      await user.topup({ userId, sms: -5, cost: '-0.30' }),
    ],
    // Keys are random.
    'sms365.user.list': [noUsers, (await user.list()).users.map(({ key, ...rest }) => [rest, typeof key])],
    'sms365.userComment.add': comment,
    'sms365.userComment.list': [noComments, await userComment.list({ userId })],
    'sms365.userComment.delete': await userComment.delete(comment),
  }
}

/** Calls every operation of every provider against a fresh sandbox; the outputs by operation, without what is random. */
export const playOperations = async (options: PlayOptions): Promise<Outputs> => {
  const { sandbox, transport, runtime, onDrift } = options
  const { credentials, baseUrls } = sandbox
  const rest = { transport, runtime, onDrift }
  const sms365Client = createClient({
    provider: sms365,
    credentials: credentials.sms365,
    baseUrl: baseUrls.sms365,
    ...rest,
  })
  const outputs = {
    ...(await playProxstop(
      createClient({ provider: proxstop, credentials: credentials.proxstop, baseUrl: baseUrls.proxstop, ...rest }),
      options,
    )),
    ...(await playNetoxygen(
      createClient({ provider: netoxygen, credentials: credentials.netoxygen, baseUrl: baseUrls.netoxygen, ...rest }),
      options,
    )),
    ...(await playContacts(sms365Client)),
    ...(await playUsers(sms365Client)),
    ...(await playMessages(sms365Client, options)),
  }
  // Last, because the old key is dead afterwards.
  const { key } = await sms365Client.key.reset()
  return { ...outputs, 'sms365.key.reset': key === credentials.sms365.apiKey ? 'the old key' : 'a new key' }
}
