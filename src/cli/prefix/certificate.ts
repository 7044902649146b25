import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A key pair with a certificate that it signed itself, as PEM. */
export interface ClientCertificate {
  certificate: string;
  privateKey: string;
  /** The public key as a JSON Web Key. */
  publicKey: { kty: 'RSA'; n: string; e: string };
}

const oid = {
  commonName: '0603550403',
  userId: '060a0992268993f22c640101',
  sha256WithRsa: '06092a864886f70d01010b',
};
const keyBits = 3072;
const validMs = 10 * 365 * 24 * 3_600_000;

/**
 * Makes a client certificate whose subject names a handle identity in UID and CN, as handle.net reads it. Nobody needs
 * to have signed it: its key is compared with the identity's HS_PUBKEY value. Source: RFC 5280 section 4.1.
 * @param identity such as `301:21.T1/ADMIN`
 */
export function makeCertificate(identity: string, now: Date): ClientCertificate {
  const pair = generateKeyPairSync('rsa', { modulusLength: keyBits });
  const info = pair.publicKey.export({ type: 'spki', format: 'der' });
  const algorithm = sequence(Buffer.from(oid.sha256WithRsa, 'hex'), Buffer.from('0500', 'hex'));
  const name = sequence(attribute(oid.userId, identity), attribute(oid.commonName, identity));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.concat([Buffer.of(1), randomBytes(15)])),
    algorithm,
    name,
    sequence(time(now), time(new Date(now.getTime() + validMs))),
    name,
    info,
  );
  const signature = sign('sha256', body, pair.privateKey);
  const whole = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.of(0), signature])));
  const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const { n = '', e = '' } = createPrivateKey(privateKey).export({ format: 'jwk' });
  return { certificate: pem(whole), privateKey, publicKey: { kty: 'RSA', n, e } };
}

const sequence = (...parts: Buffer[]) => der(0x30, Buffer.concat(parts));
const attribute = (id: string, value: string) =>
  der(0x31, sequence(Buffer.from(id, 'hex'), der(0x0c, Buffer.from(value))));
/** GeneralizedTime, which has four digits for the year. */
const time = (date: Date) =>
  der(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
