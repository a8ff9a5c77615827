package io.chunkgate.cli;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.doctor.Doctor;
import io.chunkgate.doctor.Finding;
import io.chunkgate.doctor.Finding.Verdict;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chunkgate doctor}: checks whether {@code serve} with the same options would work. */
@Command(
        name = "doctor",
        description = "Checks whether 'serve' with the same options would work here, and what could be improved.",
        footer = {
            "",
            "Run it as the user and on the machine of the gateway. It leaves no changes.",
            "Stop a running gateway first, as it occupies the ports.",
            "",
            "Exit codes: 0 when no check fails (warnings do not count), 1 when a check",
            "fails, 2 for a wrong option or setting.",
            "",
            "Example:",
            "  chunkgate doctor --conf /etc/chunkgate/chunkgate.json"
        })
final class DoctorCommand extends Subcommand {
    @Mixin
    private final ServeOptions options = new ServeOptions();

    @Option(names = "--json", description = "Write one JSON object per line.")
    private boolean json;

    @Override
    public Integer call() {
        GatewayConfig config = options.read(environment());
        List<Finding> findings = Doctor.run(config, finding -> {
            out().println(json ? json(finding) : line(finding));
            out().flush();
        });
        boolean fails = findings.stream().anyMatch(finding -> finding.verdict() == Verdict.FAIL);
        return fails ? ExitCode.FAILURE : ExitCode.OK;
    }

    private static String line(Finding finding) {
        String expected = finding.expected().isEmpty() ? "" : " (expected: " + finding.expected() + ")";
        return String.format(Locale.ROOT, "%-5s ", label(finding.verdict())) + finding.subject() + ": "
                + finding.found() + expected;
    }

    /** Failures are in upper case, so that they stand out. */
    private static String label(Verdict verdict) {
        return switch (verdict) {
            case OK -> "ok";
            case WARN -> "warn";
            case FAIL -> "FAIL";
        };
    }

    private static String json(Finding finding) {
        JsonObject json = new JsonObject()
                .put("verdict", label(finding.verdict()).toLowerCase(Locale.ROOT))
                .put("subject", finding.subject())
                .put("found", finding.found());
        if (!finding.expected().isEmpty()) {
            json.put("expected", finding.expected());
        }
        return json.encode();
    }
}
