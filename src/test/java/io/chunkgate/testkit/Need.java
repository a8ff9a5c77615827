package io.chunkgate.testkit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Programs and rights that tests need in addition to Java, Maven, git and Debian's essential packages. Each has a probe and
 * the packages that install it.
 * {@code .ci/run} installs all of these packages.
 */
public enum Need {
    CURL("curl", "curl", has("curl")),
    WGET("wget", "wget", has("wget")),
    ARIA2("aria2", "aria2", has("aria2c")),
    RCLONE("rclone", "rclone", has("rclone")),
    NGHTTP("nghttp", "nghttp2-client", has("nghttp")),
    NGINX("nginx", "nginx", has("nginx")),
    CADDY("caddy", "caddy", has("caddy")),
    FFMPEG("ffmpeg", "ffmpeg", has("ffmpeg", "ffprobe")),
    /** Other variants of nc do not have {@code -N}. */
    NETCAT("OpenBSD's nc", "netcat-openbsd", "[[ $(nc -h 2>&1) == *-N* ]]"),
    XXD("xxd", "xxd", has("xxd")),
    PERL("perl", "perl-base", has("perl")),
    /** The JVM raises its limit of open files to the hard limit. */
    OPEN_FILES(
            "a limit of 5000 open files or more", "bash", "[[ $(ulimit -Hn) = unlimited || $(ulimit -Hn) -ge 5000 ]]"),
    PRLIMIT("prlimit", "util-linux", has("prlimit")),
    SLOWHTTPTEST("slowhttptest", "slowhttptest", has("slowhttptest")),
    STRACE(
            "strace and the right to trace processes",
            "strace",
            "pid=$(sleep 2 >/dev/null & echo $!); strace -q -o /dev/null -p $pid"),
    MOUNT(
            "the right to mount",
            "mount",
            "folder=$(mktemp -d); trap 'rmdir $folder' EXIT; mount -t tmpfs tmpfs $folder && umount $folder"),
    EXT4("the right to mount images of ext4", "e2fsprogs mount perl-base util-linux", images("ext4")),
    XFS("the right to mount images of xfs", "xfsprogs mount perl-base util-linux", images("xfs")),
    /** Messages of the C library in German, and the sources of the locale. */
    GERMAN(
            "German messages of the system",
            "locales libc-l10n",
            has("localedef")
                    + " && [ -e /usr/share/locale/de/LC_MESSAGES/libc.mo ] && [ -e /usr/share/i18n/locales/de_DE ]"),
    PYTHON("python3", "python3", python("socket")),
    PYTHON_GRPC(
            "python3 with grpcio and its tools",
            // python3-grpc-tools imports pkg_resources, but does not depend on its package.
            "python3 python3-grpcio python3-grpc-tools python3-pkg-resources python3-protobuf",
            python("grpc, grpc_tools.protoc, google.protobuf")),
    GO(
            "go with grpc",
            "golang-go golang-google-grpc-dev golang-goprotobuf-dev golang-google-genproto-dev protobuf-compiler",
            has("go", "protoc", "protoc-gen-go") + goLibraries("google.golang.org/grpc", "google.golang.org/genproto")),
    NODE("node and npm", "nodejs npm util-linux", has("node", "npm", "flock")),
    /** Installed from npm, which has it for this architecture only. */
    BUF(
            "node and npm on x86_64",
            "nodejs npm util-linux",
            has("node", "npm", "flock") + " && [ $(uname -m) = x86_64 ]");

    private static final Map<Need, CommandResult> PROBED = new ConcurrentHashMap<>();

    private final String title;
    private final String packages;
    private final String probe;

    /**
     * @param title    in messages
     * @param packages Debian packages, separated by spaces
     * @param probe    a bash script that succeeds if the need is met
     */
    Need(String title, String packages, String probe) {
        this.title = title;
        this.packages = packages;
        this.probe = probe;
    }

    public boolean isMet() {
        return probed().exitCode() == 0;
    }

    /** The path that the probe printed: a Python interpreter that has the modules. */
    public String path() {
        return probed().succeeded().out().strip();
    }

    public Stream<String> packages() {
        return Stream.of(packages.split(" "));
    }

    @Override
    public String toString() {
        return title;
    }

    /** {@code apt-get install} with the packages of these needs. */
    static String installation(Stream<Need> needs) {
        return needs.flatMap(Need::packages)
                .distinct()
                .sorted()
                .collect(Collectors.joining(" ", "apt-get install --no-install-recommends ", ""));
    }

    private CommandResult probed() {
        return PROBED.computeIfAbsent(this, need -> Command.bash(need.probe).run());
    }

    private static String has(String... programs) {
        return Stream.of(programs).map(program -> "command -v " + program).collect(Collectors.joining(" && "));
    }

    /** Finds the first interpreter on the path that has the modules; Debian's interpreter may not be the first. */
    private static String python(String modules) {
        return "for python in $(type -aP python3); do" + " if $python -c 'import " + modules
                + "'; then echo $python; exit; fi; done; exit 1";
    }

    private static String images(String type) {
        return "image=$(mktemp); folder=$(mktemp -d); trap 'rm $image; rmdir $folder' EXIT; truncate -s 512M $image; mkfs."
                + type + " -q $image && mount -o loop $image $folder && umount $folder";
    }

    private static String goLibraries(String... libraries) {
        return Stream.of(libraries)
                .map(library -> " && [ -d /usr/share/gocode/src/" + library + " ]")
                .collect(Collectors.joining());
    }
}
