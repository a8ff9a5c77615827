package io.chunkgate.store.s3.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "a b", "a  b ", " ", "a_", "a _", " _ ", "ä/ö", "x.y-z!"})
    void name_isReadBackFromItsKey(String name) {
        FileName file = FileName.of(name);
        assertThat(Keys.entryOf(FolderName.ROOT, Keys.file(file))).isEqualTo(name);
        assertThat(Keys.entryOf(FolderName.ROOT, Keys.folder(FolderName.of(file))))
                .isEqualTo(name);
        FolderName folder = new FolderName("in a/folder");
        assertThat(Keys.entryOf(folder, Keys.file(FileName.of("in a/folder/" + name))))
                .isEqualTo(name);
    }

    @Test
    void keysOfAFolder_haveTheOrderOfItsEntries() {
        List<String> names = List.of("a", "a ", "a !", "a b", "a!", "a-b", "a.b", "a0", "ab", "b");
        List<String> keys = names.stream()
                .flatMap(name -> Stream.of(
                        Keys.file(FileName.of(name)),
                        Keys.folder(new FolderName(name)) + "below",
                        Keys.after(FolderName.ROOT, name)))
                .toList();
        Comparator<String> byBytes = (one, other) -> Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8));
        assertThat(keys).isSortedAccordingTo(byBytes);
    }
}
