/** As much of node-forge as is used here and in tests; the package brings no types. Text is "binary": a character a byte. */
declare module "node-forge" {
  export type Asn1 = { tagClass: number; type: number; value: string | Asn1[] };
  export type Bag = { key?: unknown; cert?: unknown; asn1: Asn1 };
  type Bags = Record<string, Bag[] | undefined>;
  type Certificate = {
    publicKey: unknown;
    serialNumber: string;
    validity: { notBefore: Date; notAfter: Date };
    setSubject: (names: { name?: string; type?: string; value: string }[]) => void;
    setIssuer: (names: { name?: string; type?: string; value: string }[]) => void;
    setExtensions: (extensions: Record<string, unknown>[]) => void;
    sign: (key: unknown, digest: unknown) => void;
  };
  const forge: {
    asn1: {
      fromDer: (bytes: string) => Asn1;
      toDer: (asn1: Asn1) => { getBytes: () => string };
      Type: { OCTETSTRING: number; INTEGER: number };
    };
    md: { sha256: { create: () => unknown } };
    pkcs12: {
      pkcs12FromAsn1: (
        asn1: Asn1,
        strict: boolean,
        password: string,
      ) => { getBags: (filter: { bagType: string }) => Bags };
      toPkcs12Asn1: (
        key: unknown,
        certificates: unknown[],
        password: string,
        options: { algorithm: "3des" | "aes256"; count?: number },
      ) => Asn1;
    };
    pki: {
      oids: { certBag: string; keyBag: string; pkcs8ShroudedKeyBag: string };
      certificateFromPem: (pem: string) => Certificate;
      certificateToPem: (certificate: unknown) => string;
      createCertificate: () => Certificate;
      privateKeyFromPem: (pem: string) => unknown;
      privateKeyToPem: (key: unknown) => string;
      publicKeyFromPem: (pem: string) => unknown;
    };
  };
  export default forge;
}
