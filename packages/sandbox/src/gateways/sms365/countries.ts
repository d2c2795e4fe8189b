/** A country whose numbers the sandbox tells apart. */
export interface Country {
  readonly callingCode: string
  readonly name: string
  readonly cctld: string
  readonly mcc: string
}

const rows = `1 UNITED STATES|us|310
7 RUSSIA|ru|250
20 EGYPT|eg|602
27 SOUTH AFRICA|za|655
30 GREECE|gr|202
31 NETHERLANDS|nl|204
32 BELGIUM|be|206
33 FRANCE|fr|208
34 SPAIN|es|214
36 HUNGARY|hu|216
39 ITALY|it|222
40 ROMANIA|ro|226
41 SWITZERLAND|ch|228
43 AUSTRIA|at|232
44 UNITED KINGDOM|gb|234
45 DENMARK|dk|238
46 SWEDEN|se|240
47 NORWAY|no|242
48 POLAND|pl|260
49 GERMANY|de|262
61 AUSTRALIA|au|505
81 JAPAN|jp|440
86 CHINA|cn|460
90 TURKEY|tr|286
91 INDIA|in|404
351 PORTUGAL|pt|268
353 IRELAND|ie|272
355 ALBANIA|al|276
357 CYPRUS|cy|280
358 FINLAND|fi|244
359 BULGARIA|bg|284
380 UKRAINE|ua|255
381 SERBIA|rs|220
385 CROATIA|hr|219
386 SLOVENIA|si|293
389 NORTH MACEDONIA|mk|294
420 CZECH REPUBLIC|cz|230
972 ISRAEL|il|425`

/** Sources: ITU-T E.164 (calling codes) and E.212 (mobile country codes). */
const countries: readonly Country[] = rows.split('\n').map((row) => {
  const [, callingCode = '', name = '', cctld = '', mcc = ''] = /^(\d+) ([^|]+)\|(\w+)\|(\d+)$/.exec(row) ?? []
  return { callingCode, name, cctld, mcc }
})

/** The country that an international number belongs to; undefined where the table is silent. */
export const findCountry = (msisdn: string): Country | undefined =>
  countries.find(({ callingCode }) => msisdn.startsWith(callingCode))
