package io.chunkgate.client.resume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void delays_increaseUpToLimit_thenEnd() {
        Attempts.Backoff backoff = new Attempts.Backoff(10);
        Duration first = backoff.next().orElseThrow();
        for (int i = 0; i < 8; i++) {
            assertThat(backoff.next()).isPresent();
        }
        Duration tenth = backoff.next().orElseThrow();

        assertThat(first).isBetween(Duration.ofMillis(187), Duration.ofMillis(313));
        assertThat(tenth).isBetween(Duration.ofMillis(22_500), Duration.ofMillis(37_500));
        assertThat(backoff.next()).isEmpty();
    }

    @Test
    void progress_resetsDelays() {
        Attempts.Backoff backoff = new Attempts.Backoff(1);
        assertThat(backoff.next()).isPresent();
        assertThat(backoff.next()).isEmpty();

        backoff.progressed();

        assertThat(backoff.next()).isPresent();
    }
}
