/** The address of a handle proxy: Onezone also takes it without a scheme (`172.17.0.9:8080/api/v1`), which means http. */
export const proxyAddress = (proxyEndpoint: string): string =>
  /^[a-z][a-z0-9+.-]*:\/\//i.test(proxyEndpoint) ? proxyEndpoint : `http://${proxyEndpoint}`;
