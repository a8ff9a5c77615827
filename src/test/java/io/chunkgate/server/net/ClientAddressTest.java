package io.chunkgate.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "::ffff:192.0.2.7, 192.0.2.7",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0/64",
        "2001:db8:1:2::9, 2001:db8:1:2:0:0:0:0/64",
        "2001:db8:1:3::9, 2001:db8:1:3:0:0:0:0/64",
        "::1, 0:0:0:0:0:0:0:0/64",
    })
    void ipv6Addresses_areGroupedByNetwork(String address, String expected) {
        assertThat(ClientAddress.of(new InetSocketAddress(address, 4711))).isEqualTo(expected);
        assertThat(ClientAddress.ofPeer(address + ":4711")).isEqualTo(expected);
    }

    @Test
    void peersWithoutAnAddress_areUnknown() {
        assertThat(ClientAddress.ofPeer("localhost:4711")).isEqualTo("unknown");
        assertThat(ClientAddress.ofPeer("unknown")).isEqualTo("unknown");
        assertThat(ClientAddress.of(null)).isEqualTo("unknown");
    }
}
