package io.chunkgate.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class ProgramVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = ProgramVersion.class.getPackage().getImplementationVersion();
        return new String[] {
            "chunkgate " + (version == null ? "(not packaged)" : version),
            "Java " + Runtime.version() + ", ${os.name} ${os.arch}"
        };
    }
}
