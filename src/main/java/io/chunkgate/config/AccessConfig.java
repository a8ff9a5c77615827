package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

/**
 * Section {@code access}: who may do what. Files are read again when they change. With none of them the gateway is open to
 * whoever reaches it, which it takes for a mistake on any address but a loopback one.
 *
 * @param open           whether the gateway may listen on other addresses than loopback without rules
 * @param rules          a JSON file with what each principal may do below which names; empty for no rules
 * @param tokens         a file with the hashes of bearer tokens, one a line; empty for none
 * @param linkKeys       a file with the keys that signed links are made with, one a line; empty for no links
 * @param jwtKeys        a file with the public keys of a token issuer, as a JWKS or in PEM; empty for no such tokens
 * @param jwtAlgorithm   the one algorithm that these tokens may be signed with
 * @param jwtIssuer      what they must say in {@code iss}
 * @param jwtAudience    what must be in their {@code aud}
 * @param jwtPrincipal   the claim that names the principal
 */
public record AccessConfig(
        boolean open,
        String rules,
        String tokens,
        String linkKeys,
        String jwtKeys,
        String jwtAlgorithm,
        String jwtIssuer,
        String jwtAudience,
        String jwtPrincipal) {
    static AccessConfig from(Section section) {
        return new AccessConfig(
                section.flag("open", false),
                section.text("rules", ""),
                section.text("tokens", ""),
                section.text("linkKeys", ""),
                section.text("jwtKeys", ""),
                section.requiredText("jwtAlgorithm", "RS256"),
                section.text("jwtIssuer", ""),
                section.text("jwtAudience", ""),
                section.requiredText("jwtPrincipal", "sub"));
    }

    /** Whether there are rules to ask. */
    public boolean hasRules() {
        return !rules.isEmpty();
    }

    /** The section with every key, as in the configuration tree. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("open", open)
                .put("rules", rules)
                .put("tokens", tokens)
                .put("linkKeys", linkKeys)
                .put("jwtKeys", jwtKeys)
                .put("jwtAlgorithm", jwtAlgorithm)
                .put("jwtIssuer", jwtIssuer)
                .put("jwtAudience", jwtAudience)
                .put("jwtPrincipal", jwtPrincipal);
    }

    /**
     * Whether the keys fit together; looked at when the gateway starts, since a layer of the configuration may hold some
     * of them and another the rest.
     *
     * @throws ConfigException naming the key to change
     */
    public void requireComplete() {
        if (!jwtKeys.isEmpty() && (jwtIssuer.isEmpty() || jwtAudience.isEmpty())) {
            throw new ConfigException(
                    "access.jwtIssuer, access.jwtAudience: empty (expected: both, as access.jwtKeys is set)");
        }
        boolean asksWho = !tokens.isEmpty() || !linkKeys.isEmpty() || !jwtKeys.isEmpty();
        if (asksWho && !hasRules()) {
            throw new ConfigException("access.rules: \"\" (expected: a file that says who may do what)");
        }
        if (open && hasRules()) {
            throw new ConfigException("access.open: true (expected: false, as access.rules is set)");
        }
    }
}
