package io.chunkgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Test cases of other servers for ranges and conditions, as tables in {@code src/test/resources/range-suites}. Each table
 * names its origin, and the responses that differ from that server's.
 */
class RangeSuitesTest {
    private static final String HEAD = "HEAD ";

    /**
     * @param file    its size, entity tag and date, with {@code -} for none; or only its size
     * @param request lines of its head, with {@code &} between them; after {@code HEAD} if it is not a GET
     * @param response as of {@link Served#respond}
     */
    @ParameterizedTest(name = "{0} | {1} | {2}")
    @CsvFileSource(
            resources = {
                "/range-suites/apache-httpd.csv",
                "/range-suites/go.csv",
                "/range-suites/lighttpd.csv",
                "/range-suites/nginx.csv",
                "/range-suites/npm-send.csv"
            },
            delimiter = '|',
            quoteCharacter = '`')
    @MethodSource({"manyRangesOfApache", "positionsOfApache"})
    void request_getsTheResponseOfTheTable(String file, String request, String response) {
        HttpMethod method = request.startsWith(HEAD) ? HttpMethod.HEAD : HttpMethod.GET;
        String[] lines = request.replaceFirst("^" + HEAD, "").split(" & ");

        assertThat(served(file).respond(method, lines)).isEqualTo(response);
    }

    static Stream<Arguments> manyRangesOfApache() {
        Stream<Arguments> sent = Stream.of(1, 2, 10, 50)
                .map(RangeSuitesTest::shortRanges)
                .map(ranges -> Arguments.of("40000", "Range: bytes=" + ranges, "206 " + ranges));
        return Stream.concat(
                sent,
                Stream.of(
                        Arguments.of("40000", "Range: bytes=" + shortRanges(100), "200"),
                        Arguments.of("8000", "Range: bytes=" + "0-1,3-4,0-1,3-4,".repeat(51), "206 0-1,3-4")));
    }

    /** byterange.t covers a file with ranges that overlap by one byte; byterange4.t requests bytes around buffer ends. */
    static Stream<Arguments> positionsOfApache() {
        int[] positions = {0, 1, 2, 198, 199, 200, 201, 598, 599, 600, 601, 7798, 7799, 7800, 7801, 7998, 7999};
        return Arrays.stream(positions).boxed().flatMap(first -> Arrays.stream(positions)
                .filter(last -> last >= first)
                .mapToObj(last -> first + "-" + last)
                .map(range -> Arguments.of("8000", "Range: bytes=" + range, "206 " + range)));
    }

    private static String shortRanges(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> i * 100 + "-" + (i * 100 + 1))
                .collect(Collectors.joining(","));
    }

    private static Served served(String file) {
        String[] parts = file.split(" ", 3);
        long size = Long.parseLong(parts[0]);
        return parts.length == 1 ? Served.ofSize(size) : new Served(size, orNull(parts[1]), orNull(parts[2]));
    }

    private static String orNull(String value) {
        return value.equals("-") ? null : value;
    }
}
