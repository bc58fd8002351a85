/** What the emulated account holds. Times are seconds, as amoCRM gives them. */
export interface FakeLead {
  readonly id: number;
  name: string;
  price: number;
  status_id: number;
  pipeline_id: number;
  readonly created_at: number;
  is_deleted: boolean;
  readonly contacts: readonly number[];
  readonly notes: FakeNote[];
  /** Statuses that it was in, the first one first. */
  readonly past: number[];
}

export interface FakeNote {
  readonly id: number;
  readonly text: string;
}

export interface FakeContact {
  readonly id: number;
  readonly name: string;
  readonly created_at: number;
  readonly fields: readonly { readonly code: string; readonly value: string }[];
}

export interface FakePipeline {
  readonly id: number;
  readonly name: string;
  readonly is_main: boolean;
  readonly statuses: readonly { readonly id: number; readonly name: string }[];
}

/** The two last statuses have the same numbers in every pipeline. */
const ENDS = [
  { id: 142, name: 'Успешно реализовано' },
  { id: 143, name: 'Закрыто и не реализовано' },
];

export const PIPELINES: readonly FakePipeline[] = [
  {
    ...{ id: 3001, name: 'Воронка', is_main: true },
    statuses: [
      { id: 101, name: 'Первичный контакт' },
      { id: 102, name: 'Переговоры' },
      { id: 103, name: 'Счёт выставлен' },
      { id: 104, name: 'Возврат' },
      ...ENDS,
    ],
  },
  {
    ...{ id: 3002, name: 'Опт', is_main: false },
    statuses: [{ id: 201, name: 'Заявка' }, { id: 202, name: 'Счёт' }, ...ENDS],
  },
];
