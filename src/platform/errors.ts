/** What a fault tells the client besides its id; the keys are Onezone's (`key`, `allowed`, `limit` …). */
export type ErrorDetails = Record<string, unknown>;

interface ErrorKind {
  status: number;
  describe: (details: ErrorDetails) => string;
}

const kind = (status: number, describe: string | ((details: ErrorDetails) => string)): ErrorKind => ({
  status,
  describe: typeof describe === 'string' ? () => describe : describe,
});
const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
const bad = (what: string) => kind(400, (d) => `Bad value: provided "${text(d['key'])}" must be ${what}.`);

/**
 * Every error a client can see, by Onezone's id. An addition is one line here.
 * Source: oz-worker errors as listed in the Onezone contract, section 3; `serviceBusy` and the 4xx of the HTTP edge are ours.
 */
const errorKinds = {
  unauthorized: kind(401, 'You must authenticate yourself to perform this operation.'),
  forbidden: kind(403, 'You are not authorized to perform this operation (insufficient privileges?).'),
  notFound: kind(404, 'The resource could not be found.'),
  methodNotAllowed: kind(405, (d) => `This resource answers only ${text(d['allowed'])}.`),
  gone: kind(410, 'The record was withdrawn.'),
  notAcceptable: kind(406, 'None of the requested representations exists.'),
  alreadyExists: kind(409, 'Such a resource already exists.'),
  conflict: kind(409, (d) =>
    d['reason'] === undefined ? 'The request conflicts with the present state.' : text(d['reason']),
  ),
  relationAlreadyExists: kind(
    409,
    (d) =>
      `Such relation already exists (${text(d['childType'])} ${text(d['childId'])} in ${text(d['parentType'])} ${text(d['parentId'])}).`,
  ),
  relationDoesNotExist: kind(
    400,
    (d) =>
      `Such relation does not exist (${text(d['childType'])} ${text(d['childId'])} in ${text(d['parentType'])} ${text(d['parentId'])}).`,
  ),
  preconditionFailed: kind(412, 'The resource was changed meanwhile: its ETag differs from If-Match.'),
  payloadTooLarge: kind(413, (d) => `The request body must not exceed ${text(d['limit'])} bytes.`),
  unsupportedMediaType: kind(
    415,
    (d) => `The request body must be ${text(d['expected'] ?? 'application/json')}.`,
  ),
  idempotencyKeyReused: kind(422, 'This Idempotency-Key was used before with another request.'),
  tooManyRequests: kind(429, 'Too many requests; try again after the time given in Retry-After.'),
  cannotDeleteNonEmptyHandleService: kind(
    400,
    'Cannot delete a handle service that holds handles. Delete the handles first.',
  ),
  cannotRemoveLastOwner: kind(400, 'The last owner of a space cannot be removed.'),
  cannotRemoveLastAdministrator: kind(400, 'The last administrator cannot be removed.'),
  cannotDeleteEntity: kind(
    500,
    (d) => `Cannot delete ${text(d['entityType'])} ${text(d['entityId'])}; its deletion stopped halfway.`,
  ),
  externalServiceOperationFailed: kind(
    503,
    (d) => `The handle service "${text(d['serviceName'])}" refused or failed the operation.`,
  ),
  serviceUnavailable: kind(503, 'The service is temporarily unavailable.'),
  temporaryFailure: kind(503, 'Temporary failure; try again.'),
  timeout: kind(503, 'The operation timed out.'),
  internalServerError: kind(
    500,
    (d) =>
      `The server encountered an unexpected error${d['reference'] === undefined ? '' : ` (reference ${text(d['reference'])})`}.`,
  ),
  notSupported: kind(400, 'This operation is not supported.'),
  notImplemented: kind(501, 'This operation is not implemented.'),
  malformedData: kind(400, 'The request body must be a JSON object.'),
  missingRequiredValue: kind(400, (d) => `Missing required value: ${text(d['key'])}.`),
  missingAtLeastOneValue: kind(
    400,
    (d) => `Missing data, you must provide at least one of: ${(d['keys'] as string[]).join(', ')}.`,
  ),
  badData: kind(400, (d) => `Bad value: provided "${text(d['key'])}" could not be understood by the server.`),
  badValueEmpty: bad('not empty'),
  badValueBoolean: bad('a boolean'),
  badValueInteger: bad('an integer'),
  badValueString: bad('a string'),
  badValueListOfStrings: bad('a list of strings'),
  badValueJSON: bad('a valid JSON object'),
  badValueXML: bad('valid XML of the metadata schema'),
  badValueTooLow: kind(
    400,
    (d) => `Bad value: provided "${text(d['key'])}" must be at least ${text(d['limit'])}.`,
  ),
  badValueTooHigh: kind(
    400,
    (d) => `Bad value: provided "${text(d['key'])}" must be at most ${text(d['limit'])}.`,
  ),
  badValueTextTooLarge: kind(
    400,
    (d) => `Bad value: provided "${text(d['key'])}" must not exceed ${text(d['limit'])} characters.`,
  ),
  badValueNotAllowed: kind(
    400,
    (d) => `Bad value: provided "${text(d['key'])}" must be one of: ${text(d['allowed'])}.`,
  ),
  badValueListNotAllowed: kind(
    400,
    (d) =>
      `Bad value: provided "${text(d['key'])}" must be a list with zero or more of: ${text(d['allowed'])}.`,
  ),
  badValueIdNotFound: kind(400, (d) => `Bad value: provided ID ("${text(d['key'])}") does not exist.`),
  badValueIdentifier: kind(400, (d) => `Bad value: provided "${text(d['key'])}" is not a valid identifier.`),
  badValueIdentifierOccupied: kind(
    400,
    (d) => `Bad value: provided identifier ("${text(d['key'])}") is already occupied.`,
  ),
  badValueName: kind(
    400,
    (d) =>
      `Bad value: provided ${d['key'] === undefined ? 'name' : `"${text(d['key'])}"`} must be 2-128 characters long, consist of letters, digits, blanks and "-_.()", and start and end with a letter, digit, "_", "(" or ")".`,
  ),
  badValueFullName: kind(
    400,
    'Bad value: provided full name must be 2-128 characters long and hold no control characters.',
  ),
  badValueUsername: kind(
    400,
    'Bad value: provided username must be 2-20 characters long, of letters, digits, "-", "_" and ".", and start and end with a letter or digit.',
  ),
  badValuePassword: kind(400, 'Bad value: provided password must be 8 to 1024 characters long.'),
  badValueUrl: bad('an http or https URL'),
  limitReached: kind(
    400,
    (d) =>
      `The limit of ${text(d['limit'])} ${text(d['resourceDescription'] ?? 'entries')} was reached; ask in pages.`,
  ),
  badToken: kind(400, 'Provided token could not be understood by the server.'),
  tokenInvalid: kind(400, 'Provided token is not valid.'),
  tokenRevoked: kind(400, 'Provided token has been revoked.'),
  tokenTooLarge: kind(
    400,
    (d) => `Provided token exceeds the allowed size (${text(d['limit'])} characters).`,
  ),
  notAnAccessToken: kind(400, 'Provided token is not an access token.'),
  notAnIdentityToken: kind(400, 'Provided token is not an identity token.'),
  notAnInviteToken: kind(400, 'Provided token is not an invite token.'),
  tokenTimeCaveatRequired: kind(
    400,
    (d) => `A temporary token needs a time caveat of at most ${text(d['maxTtl'])} seconds.`,
  ),
  badValueToken: kind(400, (d) => `Bad value: provided "${text(d['key'])}" is not a valid token.`),
  tokenCaveatUnverified: kind(
    400,
    (d) => `Provided token is not valid: caveat ${text(d['caveat'])} was not verified.`,
  ),
  badBasicCredentials: kind(400, 'Invalid basic credentials.'),
  basicAuthNotSupported: kind(400, 'Basic authentication is not supported.'),
  basicAuthDisabled: kind(400, 'Basic authentication is disabled for this user.'),
  userBlocked: kind(400, 'This user is blocked.'),
} satisfies Record<string, ErrorKind>;

/** The ids a RegistryError may carry. */
export type ErrorId = keyof typeof errorKinds;

/** HTTP status of an id. */
export const statusOf = (id: ErrorId): number => errorKinds[id].status;

/** An error object for the API description. */
export function createErrorExample(id: ErrorId) {
  const details = { key: 'name', keys: ['name', 'type'], allowed: ['…'], limit: 1000, hint: '…' };
  return { id, description: errorKinds[id].describe(details) };
}

/** Whether a text is one of the ids. */
export const isErrorId = (text: string): text is ErrorId => Object.hasOwn(errorKinds, text);

/** The one error that may reach a client: an id of the table above and its details. */
export class RegistryError extends Error {
  /** HTTP status where the face speaks HTTP statuses. */
  readonly status: number;

  constructor(
    readonly id: ErrorId,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions & { readonly headers?: Readonly<Record<string, string>> },
  ) {
    super(errorKinds[id].describe(details), options);
    this.name = 'RegistryError';
    this.status = errorKinds[id].status;
    this.headers = options?.headers ?? {};
  }

  /** Headers that go with the answer, such as Retry-After or Location. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Onezone's error object: `{id, description, details?}`; details are left out when there are none. */
export function toErrorObject(error: RegistryError): {
  id: string;
  description: string;
  details?: ErrorDetails;
} {
  const body = { id: error.id, description: error.message };
  return Object.keys(error.details).length === 0 ? body : { ...body, details: error.details };
}
