package io.chunkgate.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/** Any text is parsed as a link or as none, without an exception. */
class SignedLinkFuzz {
    private static final String START = "/files/a?method=GET&expires=1&key=k&signature=AA";

    @Tag("fuzz")
    @FuzzTest(maxDuration = "5s")
    void briefly_textIsALinkOrNot(FuzzedDataProvider data) {
        run(data.consumeRemainingAsString());
    }

    @Tag("fuzz-long")
    @FuzzTest(maxDuration = "1h")
    void atLength_textIsALinkOrNot(FuzzedDataProvider data) {
        run(data.consumeRemainingAsString());
    }

    private static void run(String text) {
        check("/files/" + text);
        check(START + text);
    }

    private static void check(String target) {
        SignedLink.parse(target)
                .ifPresent(claimed -> assertThat(claimed.link().signedText()).isNotEmpty());
    }
}
