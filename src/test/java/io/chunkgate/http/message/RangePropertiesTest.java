package io.chunkgate.http.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.chunkgate.io.ByteRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random Range fields against an oracle that marks every requested byte. */
class RangePropertiesTest {
    private static final int CASES = 20_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 20261, 987654321})
    void partialResponses_containExactlyTheRequestedBytes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            int size = random.nextInt(60);
            BitSet requested = new BitSet();
            String field = randomField(random, size, requested);
            ByteRanges selected = RangeHeader.select(field, size, "a/b");

            if (selected instanceof ByteRanges.Partial partial) {
                assertThat(bytesOf(partial.ranges())).as(field + " of " + size).isEqualTo(requested);
                assertSeparateAndWithin(partial.ranges(), size);
            } else if (selected instanceof ByteRanges.Unsatisfiable) {
                assertThat(requested.isEmpty()).as(field + " of " + size).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 777})
    void aFewRangesOfAnyFile_areNeverIgnored(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            int size = 1 + random.nextInt(60);
            BitSet requested = new BitSet();
            String field = randomField(random, size, requested);

            assertThat(RangeHeader.select(field, size, "a/b"))
                    .as(field + " of " + size)
                    .isInstanceOf(requested.isEmpty() ? ByteRanges.Unsatisfiable.class : ByteRanges.Partial.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4242})
    void mergedRanges_haveThePositionOfTheirFirstMember(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            int count = 1 + random.nextInt(8);
            List<ByteRange> requested = new ArrayList<>();
            StringBuilder field = new StringBuilder("bytes=");
            for (int n = 0; n < count; n++) {
                int first = random.nextInt(100);
                int length = 1 + random.nextInt(10);
                requested.add(new ByteRange(first, length));
                field.append(n == 0 ? "" : ",").append(first).append('-').append(first + length - 1);
            }

            ByteRanges.Partial partial = (ByteRanges.Partial) RangeHeader.select(field.toString(), 200, "a/b");

            assertThat(inOrderOfFirstMention(requested, partial.ranges()))
                    .as(field.toString())
                    .isEqualTo(partial.ranges());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 99})
    void garbage_neverThrows(long seed) {
        Random random = new Random(seed);
        String alphabet = "0123456789-,= \tbytesBYTES;\"\\*/\u0000\u007f\u00e9\ud83d";
        for (int i = 0; i < CASES; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "bytes=" : "");
            for (int n = random.nextInt(40); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String field = text.toString();
            long size = random.nextBoolean() ? random.nextInt(10) : Long.MAX_VALUE;
            assertThatCode(() -> RangeHeader.select(field, size, "a/b"))
                    .as(field)
                    .doesNotThrowAnyException();
        }
    }

    /** Up to six members in all three forms, with odd but legal blanks and commas; marks their bytes. */
    private static String randomField(Random random, int size, BitSet requested) {
        StringBuilder field = new StringBuilder("bytes=");
        int members = 1 + random.nextInt(6);
        for (int i = 0; i < members; i++) {
            field.append(i == 0 ? "" : random.nextInt(4) == 0 ? " ,, " : ",");
            int first = random.nextInt(size + 5);
            int last = first + random.nextInt(size + 5);
            switch (random.nextInt(3)) {
                case 0 -> {
                    field.append(first).append('-').append(last);
                    mark(requested, first, last, size);
                }
                case 1 -> {
                    field.append(first).append('-');
                    mark(requested, first, size - 1, size);
                }
                default -> {
                    field.append('-').append(first);
                    mark(requested, size - first, size - 1, size);
                }
            }
        }
        return field.toString();
    }

    private static void mark(BitSet requested, int first, int last, int size) {
        for (int i = 0; i < size; i++) {
            if (i >= first && i <= last) {
                requested.set(i);
            }
        }
    }

    private static BitSet bytesOf(List<ByteRange> ranges) {
        BitSet bytes = new BitSet();
        ranges.forEach(range -> bytes.set((int) range.start(), (int) range.end()));
        return bytes;
    }

    private static void assertSeparateAndWithin(List<ByteRange> ranges, int size) {
        assertThat(ranges).isNotEmpty().hasSizeLessThanOrEqualTo(RangeHeader.MAX_RANGES);
        long end = -1;
        for (ByteRange range : ranges.stream()
                .sorted(Comparator.comparingLong(ByteRange::start))
                .toList()) {
            assertThat(range.length()).isPositive();
            assertThat(range.start()).as("a gap before it").isGreaterThan(end);
            end = range.end();
        }
        assertThat(end).isLessThanOrEqualTo(size);
    }

    private static List<ByteRange> inOrderOfFirstMention(List<ByteRange> requested, List<ByteRange> sent) {
        return requested.stream()
                .map(member -> sent.stream()
                        .filter(range -> range.start() <= member.start() && range.end() >= member.end())
                        .findFirst()
                        .orElseThrow())
                .distinct()
                .toList();
    }
}
