/** Who comes to the demo clinic, who calls it, and what they say. All of it is made up; the numbers are kept for fiction. */

export interface Person {
  name: string;
  phone: string;
}

/** Area codes of one town. In none of them as many are texted within minutes as would look like texts that are pumped. */
const AREAS = [212, 332, 347, 646, 718, 917, 929];

const numbered = (first: number) => (name: string, position: number): Person => ({ name, phone: `+1${AREAS[position % AREAS.length]}5550${first + position}` });

/** Whom the staff books for. As many as take turns in other places every day: their number shares no factor with that of a day's visits. */
export const PATIENTS: Person[] = [
  'Eleanor Voss', 'Marcus Bell', 'Noor Haddad', 'Theo Lindqvist', 'Grace Okonjo', 'Ivan Petrov', 'Lucy Tran', 'Samuel Ortiz',
  'Hannah Weiss', 'Owen Gallagher', 'Mei Chen', 'Rosa Delgado', 'Arthur Pym', 'Fatima Zahra', 'Jonas Keller', 'Nina Kowalski',
  'Caleb Brooks', 'Amara Diallo', 'Hugo Sanz', 'Joan Pettigrew', 'Ravi Menon', 'Sofia Marino', 'Dale Whitaker', 'Yuki Tanaka',
  'Beatrice Lowell', 'Omar Farouk', 'Greta Holm', 'Peter Novak', 'Lena Fischer', 'Isaac Rowe', 'Camila Reyes', 'Edith Crane',
  'Milo Archer', 'Zoe Papadakis', 'Frank Delaney', 'Anika Shah', 'Carl Bergstrom',
].map(numbered(100));

/** Who calls, and is served by the agent. */
export const CALLERS: Person[] = [
  'Daniel Abbott', 'Maya Lindgren', 'Tom Okafor', 'Julia Castellano', 'Henry Park', 'Aisha Karim', 'Walter Finch', 'Paula Jimenez',
  'Leo Brandt', 'Carmen Ibarra', 'Simon Achebe', 'Tessa Moreau', 'Ruth Ellison', 'Diego Fuentes', 'Helen Byrne', 'Kofi Mensah',
  'Laura Stein', 'Martin Doyle', 'Priscilla Vance', 'Nathan Gold', 'Irene Sato',
].map(numbered(140));

/** Who takes over when a caller wants a person, and who is texted of messages. */
export const STAFF = { desk: '+12125550190', mobile: '+12125550191' } as const;

export const NOTES = ['Prefers mornings', 'Sensitive to cold', 'New patient, forms are signed', 'Bring last year’s x-rays', 'Allergic to penicillin', 'Needs a translator for Spanish'];

export const ROUTINE = [
  'Please send me last month’s invoice again, I cannot find it.',
  'Is my night guard ready to be picked up?',
  'My new insurance card has come. Please call me so that I can read it to you.',
  'I am moving to Boston in spring and need my records for a dentist there.',
];

export const SOON = [
  'I lost a filling at lunch, and it hurts when I drink something cold.',
  'My temporary crown came off. I have kept it.',
  'A wire of my retainer is loose and scratches my tongue.',
];

export const EMERGENCY = [
  'My son fell off his bike and knocked out a front tooth. We have the tooth in milk.',
  'My cheek has swollen up since last night, and I have a fever.',
];

/** What the clinic has written down, and what it has not. */
export const ANSWERED: [question: string, summary: string][] = [
  ['where can I park', 'Asked where to park, and whether the clinic takes Delta Dental PPO. Both were answered.'],
  ['how much is a cleaning', 'Asked what a cleaning costs without insurance, and was told.'],
  ['do you see children', 'Asked from what age children are seen, and was told.'],
];
export const UNANSWERED: [question: string, summary: string][] = [
  ['do you make dental implants', 'Asked about dental implants. Nothing is written down about them, so the agent offered to take a message; the caller will look at the website.'],
  ['are you open on Thanksgiving weekend for braces', 'Asked about braces over the holidays. The agent had no answer and offered to take a message.'],
  ['can I bring my dog', 'Asked whether a dog may come along. The agent did not know.'],
];
