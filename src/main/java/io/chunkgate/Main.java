package io.chunkgate;

import io.chunkgate.cli.CommandLineProgram;

/** The program: starts its command line. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(CommandLineProgram.runInThisProcess(arguments));
    }
}
