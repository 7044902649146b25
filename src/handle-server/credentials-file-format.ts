/** What the API tells once about an administrator. */
export interface IssuedAdministrator {
  prefix: string;
  handleServerUrl: string;
  username: string;
  password: string;
  certificateUser?: string;
  reverseLookup?: { username: string; password: string };
}

/** Where the keys of a certificate were written. */
export interface KeyFiles {
  privateKey: string;
  certificate: string;
}

/** The credentials file of pyhandle and B2HANDLE, ready to be used. Source: pyhandle clientcredentials. */
export function credentialsFile(issued: IssuedAdministrator, keys?: KeyFiles): Record<string, unknown> {
  const { handleServerUrl, prefix, username, password, reverseLookup } = issued;
  const login =
    keys === undefined
      ? { username, password }
      : { private_key: keys.privateKey, certificate_only: keys.certificate };
  return {
    client: 'rest',
    handle_server_url: handleServerUrl,
    ...login,
    prefix,
    // Records made with this file are administered by everybody on the prefix's list.
    handleowner: `200:0.NA/${prefix}`,
    reverselookup_username: reverseLookup?.username ?? username,
    reverselookup_password: reverseLookup?.password ?? password,
    HTTPS_verify: 'True',
  };
}
