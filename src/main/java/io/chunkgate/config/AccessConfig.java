package io.chunkgate.config;

/**
 * Section {@code access}: permissions of clients. Files are read again when they change. Without rules every client has
 * all permissions, and only loopback addresses are allowed for listeners.
 *
 * @param open         whether other addresses than loopback are allowed without rules
 * @param rules        JSON file with the permissions of each principal below prefixes of names, such as {@code
 *                      {"alice": {"alice/": "read list write delete 10GiB"}}}; empty for none
 * @param tokens       file with the hashes of bearer tokens, lines that {@code chunkgate token} prints; empty for none
 * @param linkKeys     file with the keys of signed links: lines of an id, a principal and at least 32 bytes in base64;
 *                      empty for none
 * @param jwtKeys      file with the public keys of a token issuer, as a JWKS or in PEM; empty for none
 * @param jwtAlgorithm algorithm of the signatures: RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512 or
 *                      EdDSA
 * @param jwtIssuer    required value of {@code iss}
 * @param jwtAudience  required value in {@code aud}
 * @param jwtPrincipal claim with the name of the principal
 * @param recheckMs    within this time, running transfers, event streams and sessions end whose client may no longer have them:
 *                      its token, link, certificate or rule was removed or has expired. Uploads stay for others to resume
 */
public record AccessConfig(
        @Key.Flag(false) boolean open,
        @Key.Text String rules,
        @Key.Text String tokens,
        @Key.Text String linkKeys,
        @Key.Text String jwtKeys,
        @Key.Text(
                        value = "RS256",
                        allowed = {
                            "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"
                        })
                String jwtAlgorithm,
        @Key.Text String jwtIssuer,
        @Key.Text String jwtAudience,
        @Key.Text(value = "sub", required = true) String jwtPrincipal,
        @Key.Range(value = 5000, min = 20, max = Ranges.MAX_TIMEOUT_MS) int recheckMs)
        implements ConfigSection {
    /** Whether permissions are checked. */
    public boolean hasRules() {
        return !rules.isEmpty();
    }

    /**
     * Checks that the keys are consistent. Called when the gateway starts, since several layers of the configuration may
     * contribute keys.
     *
     * @throws ConfigException naming the key to change
     */
    public void requireComplete() {
        if (!jwtKeys.isEmpty() && (jwtIssuer.isEmpty() || jwtAudience.isEmpty())) {
            throw new ConfigException(
                    "access.jwtIssuer, access.jwtAudience: empty (expected: both, as access.jwtKeys is set)");
        }
        boolean authenticates = !tokens.isEmpty() || !linkKeys.isEmpty() || !jwtKeys.isEmpty();
        if (authenticates && !hasRules()) {
            throw new ConfigException("access.rules: \"\" (expected: a file with permissions)");
        }
        if (open && hasRules()) {
            throw new ConfigException("access.open: true (expected: false, as access.rules is set)");
        }
    }
}
