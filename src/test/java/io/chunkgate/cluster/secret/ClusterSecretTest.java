package io.chunkgate.cluster.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.config.ConfigException;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterSecretTest {
    @Test
    void seed_determinesKeyAndCertificate() throws Exception {
        byte[] seed = seed(1);
        NodeIdentity identity = NodeIdentity.of(seed);

        identity.certificate().checkValidity();
        identity.certificate().verify(identity.certificate().getPublicKey());
        assertThat(NodeIdentity.of(seed)).isEqualTo(identity);
        assertThat(NodeIdentity.of(seed(2)).certificate()).isNotEqualTo(identity.certificate());
    }

    /** RFC 8032 section 7.1, test 1: other versions of Java must derive the same public key. */
    @Test
    void publicKey_isThatOfTheStandard() throws Exception {
        byte[] seed = HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        byte[] encoded = NodeIdentity.of(seed).certificate().getPublicKey().getEncoded();

        assertThat(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length))
                .asHexString()
                .isEqualToIgnoringCase("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    }

    @Test
    void shortOrMissingSecret_isRefused(@TempDir Path folder) {
        assertThatThrownBy(() -> ClusterSecret.of("secret"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cluster.secret: 6 characters (expected: at least 32, as of");
        assertThatThrownBy(() -> ClusterSecret.read(folder.resolve("missing")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cluster.secret: ");
    }

    /** Vert.x passes the options of the event bus to its server and client as JSON. */
    @Test
    void eventBus_requiresTheCertificate_alsoAfterItsOptionsWereJson() {
        EventBusOptions bus = ClusterSecret.of("x".repeat(32)).secure(new EventBusOptions());
        NetServerOptions server = new NetServerOptions(bus.toJson());

        assertThat(bus.isTrustAll()).isFalse();
        assertThat(server.isSsl()).isTrue();
        assertThat(server.getClientAuth()).isEqualTo(ClientAuth.REQUIRED);
        assertThat(((PfxOptions) server.getTrustOptions()).getValue()).isNotNull();
        assertThat(((PfxOptions) server.getKeyCertOptions()).getValue()).isNotNull();
    }

    private static byte[] seed(long number) {
        byte[] seed = new byte[NodeIdentity.SEED_BYTES];
        new Random(number).nextBytes(seed);
        return seed;
    }
}
