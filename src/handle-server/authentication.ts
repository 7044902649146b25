import type { TLSSocket } from 'node:tls';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { foldPid } from '../pid/pid.js';
import { Database } from '../platform/database/database.js';
import { type HandleIdentity, parseIdentity, printIdentity } from './administrators.js';
import {
  type Credentials,
  identityOfUser,
  passwordForms,
  percentDecoded,
  readAuthorization,
} from './authorization-header.js';
import { FailedLogins } from './failed-logins.js';
import { HandleError } from './outcome.js';
import { publicKeyData, toKeyObject } from './public-keys.js';
import { findRecord, type StoredHandleRecord, type StoredHandleValue } from './records.js';
import { SecretKeys } from './secret-keys.js';
import { type HandleSession, HandleSessions } from './sessions.js';
import { publicKeySigned, secretKeySigned, type SignedAnswer } from './signatures.js';

/** What a client says to authenticate a session. Source: handle.net HTTP JSON API, sessions. */
export interface SessionProof extends SignedAnswer {
  id: string;
  type: string;
}

/** Finds out who speaks to the handle server: Basic, session, or client certificate. */
@Injectable()
export class HandleAuthentication {
  constructor(
    private readonly database: Database,
    private readonly keys: SecretKeys,
    private readonly sessions: HandleSessions,
    private readonly failures: FailedLogins,
  ) {}

  /**
   * The identity of a request; undefined when it brings no credentials.
   * @param userForm reads the identity out of a Basic user name; EPIC knows more forms
   * @throws HandleError authenticationFailed for bad credentials, busy after too many
   */
  async identityOf(
    request: FastifyRequest,
    userForm: (user: string) => HandleIdentity | undefined = identityOfUser,
  ): Promise<HandleIdentity | undefined> {
    const credentials = readAuthorization(request.headers.authorization);
    if (credentials.scheme === 'none') return undefined;
    const identity = await this.identified(credentials, request, userForm);
    if (identity !== undefined) request.principalId = printIdentity(identity);
    return identity;
  }

  private async identified(
    credentials: Exclude<Credentials, { scheme: 'none' }>,
    request: FastifyRequest,
    userForm: (user: string) => HandleIdentity | undefined,
  ): Promise<HandleIdentity | undefined> {
    switch (credentials.scheme) {
      case 'basic': {
        const identity = userForm(credentials.user);
        if (identity === undefined) throw failed('The user name is not index:handle');
        await this.assertSecret(identity, credentials.password, request.ip);
        return identity;
      }
      case 'handle': {
        if (credentials.fields.get('clientcert') === 'true') return this.ofCertificate(request);
        return this.ofSession(credentials.fields, request);
      }
      case 'other':
        throw failed('Use Basic or Handle authentication');
    }
  }

  /** @throws HandleError authenticationFailed when the password is not the identity's secret key */
  async assertSecret(identity: HandleIdentity, password: string, address: string): Promise<void> {
    const account = accountOf(identity);
    this.failures.assertAllowed(address, account);
    const { record, value } = await this.keyValue(identity);
    if (passwordForms(password).some((form) => this.keys.matches(record?.name ?? '', value, form))) {
      this.failures.succeeded(address, account);
      return;
    }
    this.failures.failed(address, account);
    throw failed('Identity not verified');
  }

  /** Checks the answer to a session's challenge, which is spent thereby. @throws HandleError authenticationFailed */
  async prove(session: HandleSession, proof: SessionProof, address: string): Promise<HandleIdentity> {
    const identity = parseIdentity(proof.id);
    const nonce = this.sessions.spendNonce(session);
    if (identity === undefined) throw failed('The id is not index:handle');
    const account = accountOf(identity);
    this.failures.assertAllowed(address, account);
    if (nonce === undefined || !(await this.signed(identity, nonce, proof))) {
      this.failures.failed(address, account);
      throw failed('Identity not verified');
    }
    this.failures.succeeded(address, account);
    session.identity = identity;
    return identity;
  }

  /**
   * True when the secret or private key behind the identity's value signed the nonces. Tries are counted as logins.
   * @throws HandleError busy after too many
   */
  async isSignedBy(
    identity: HandleIdentity,
    nonce: Buffer,
    answer: SignedAnswer,
    address: string,
  ): Promise<boolean> {
    const account = accountOf(identity);
    this.failures.assertAllowed(address, account);
    for (const type of ['HS_SECKEY', 'HS_PUBKEY'])
      if (await this.signed(identity, nonce, { ...answer, type })) return true;
    this.failures.failed(address, account);
    return false;
  }

  private async signed(
    identity: HandleIdentity,
    nonce: Buffer,
    proof: Omit<SessionProof, 'id'>,
  ): Promise<boolean> {
    const { record, value } = await this.keyValue(identity);
    if (record === undefined || value === undefined) return false;
    if (proof.type === 'HS_SECKEY') {
      const key = this.keys.open(record.name, value);
      return key !== undefined && secretKeySigned(key, nonce, proof);
    }
    if (proof.type !== 'HS_PUBKEY' || value.format !== 'key') return false;
    return publicKeySigned(publicKeyData.parse(JSON.parse(value.data)), nonce, proof);
  }

  private async ofSession(
    fields: ReadonlyMap<string, string>,
    request: FastifyRequest,
  ): Promise<HandleIdentity | undefined> {
    const session = this.sessions.use(fields.get('sessionid') ?? '');
    if (session === undefined) throw failed('The session does not exist or is over');
    const header = request.headers.authorization ?? '';
    const proof = proofOf((name) => fields.get(name), percentDecoded(fields.get('id') ?? ''));
    if (proof === undefined || session.provenBy === header) return session.identity;
    await this.prove(session, proof, request.ip);
    session.provenBy = header;
    return session.identity;
  }

  private async ofCertificate(request: FastifyRequest): Promise<HandleIdentity> {
    const socket = request.raw.socket as Partial<TLSSocket>;
    const certificate = socket.getPeerX509Certificate?.();
    if (certificate === undefined) throw failed('The connection shows no client certificate');
    const identity = parseIdentity(nameInSubject(certificate.subject));
    if (identity === undefined) throw failed('The certificate names no index:handle in UID or CN');
    const { value } = await this.keyValue(identity);
    const shown = certificate.publicKey.export({ type: 'spki', format: 'der' });
    if (value?.format !== 'key' || derOf(value)?.equals(shown) !== true)
      throw failed('Identity not verified');
    return identity;
  }

  private async keyValue(identity: HandleIdentity): Promise<{
    record: StoredHandleRecord | undefined;
    value: StoredHandleValue | undefined;
  }> {
    const record = await this.database.read((reader) => findRecord(reader, identity.handle));
    return { record, value: record?.values.find(({ index }) => index === identity.index) };
  }
}

/** A proof, if all its fields are there. @param field reads a field by its name in lower case */
export function proofOf(
  field: (name: string) => string | undefined,
  id: string | undefined,
): SessionProof | undefined {
  const [type, cnonce, alg, signature] = ['type', 'cnonce', 'alg', 'signature'].map(field);
  if (id === undefined || id === '' || type === undefined || cnonce === undefined) return undefined;
  if (alg === undefined || signature === undefined) return undefined;
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  const salt = field('salt');
  return {
    id,
    type,
    clientNonce: Buffer.from(cnonce, 'base64'),
    algorithm: alg,
    signature: Buffer.from(signature, 'base64'),
    salt: salt === undefined ? undefined : Buffer.from(salt, 'base64'),
    iterations: number(field('iterations')),
    length: number(field('length')),
  };
}

const failed = (message: string) => new HandleError('authenticationFailed', message);
const accountOf = (identity: HandleIdentity) => foldPid(printIdentity(identity));

/** UID before CN, as handle.net reads a subject; one attribute a line. */
function nameInSubject(subject: string): string {
  const lines = subject.split('\n');
  const named = (name: string) => lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
  return named('UID') ?? named('CN') ?? '';
}

/** Undefined for numbers that make no key. */
function derOf(value: StoredHandleValue): Buffer | undefined {
  try {
    return toKeyObject(publicKeyData.parse(JSON.parse(value.data))).export({ type: 'spki', format: 'der' });
  } catch {
    return undefined;
  }
}
