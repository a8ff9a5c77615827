package io.chunkgate.cli;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.doctor.Doctor;
import io.chunkgate.doctor.Finding;
import io.chunkgate.doctor.Finding.Verdict;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chunkgate doctor}: looks whether {@code serve} with the same options would work. */
@Command(
        name = "doctor",
        description = "Looks whether 'serve' with the same options would work here, and what could be better.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        sortOptions = false,
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Run it as the user and on the machine that the gateway will have. It leaves",
            "everything as it was. A gateway that runs already holds the ports.",
            "",
            "Exit codes: 0 when nothing fails (warnings do not count), 1 when something",
            "does, 2 for a wrong option or setting.",
            "",
            "Example:",
            "  chunkgate doctor --conf /etc/chunkgate/chunkgate.json"
        })
final class DoctorCommand implements Callable<Integer> {
    private final Environment environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final ServeOptions options = new ServeOptions();

    @Option(names = "--json", description = "Write JSON for programs: one object a line.")
    private boolean json;

    DoctorCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        GatewayConfig config = options.read(environment);
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = Doctor.examine(config, finding -> {
            out.println(json ? json(finding) : line(finding));
            out.flush();
        });
        boolean fails = findings.stream().anyMatch(finding -> finding.verdict() == Verdict.FAIL);
        return fails ? ExitCode.FAILURE : ExitCode.OK;
    }

    private static String line(Finding finding) {
        String expected = finding.expected().isEmpty() ? "" : " (expected: " + finding.expected() + ")";
        return String.format(Locale.ROOT, "%-5s ", word(finding.verdict())) + finding.subject() + ": " + finding.found()
                + expected;
    }

    /** What fails is to be seen at once. */
    private static String word(Verdict verdict) {
        return switch (verdict) {
            case OK -> "ok";
            case WARN -> "warn";
            case FAIL -> "FAIL";
        };
    }

    private static String json(Finding finding) {
        JsonObject json = new JsonObject()
                .put("verdict", word(finding.verdict()).toLowerCase(Locale.ROOT))
                .put("subject", finding.subject())
                .put("found", finding.found());
        if (!finding.expected().isEmpty()) {
            json.put("expected", finding.expected());
        }
        return json.encode();
    }
}
