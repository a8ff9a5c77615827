package io.chunkgate;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/**
 * The direction of dependencies, each sub-package by itself: from the command line over the program to the protocols, from
 * these to transfers, the store's contract and the bytes, never back. No protocol sees another one or a store's
 * implementation. Internals of Vert.x are used in two packages.
 */
@AnalyzeClasses(packages = "io.chunkgate", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] PROTOCOLS = {"http..", "grpc..", "tcp.."};
    private static final String[] SHARED_BY_PROTOCOLS = {
        "server",
        "server.health",
        "server.net",
        "transfer..",
        "store",
        "io..",
        "config",
        "access",
        "tls",
        "text",
        "cluster",
        "metrics",
        "proto.."
    };

    /**
     * Classes outside of these packages that extend, or wrap as a whole, a class of Vert.x that is not public: a request whose
     * body is filtered, batches on an event loop, and threads of a cluster.
     */
    private static final String ADAPTERS = "io\\.chunkgate\\."
            + "(grpc\\.GuardedRequest|store\\.local\\.TaskBatcher|cluster\\.InfinispanThreads)(\\$.*)?";

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.chunkgate.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule configIsALeaf = only("config");

    @ArchTest
    static final ArchRule textIsALeaf = only("text");

    @ArchTest
    static final ArchRule bytesKnowNoStoreAndNoProtocol = only("io..");

    @ArchTest
    static final ArchRule storeContract = only("store", "config", "io..");

    @ArchTest
    static final ArchRule storeDecorators = only("store.limit", "store");

    @ArchTest
    static final ArchRule followedUploads = only("store.follow", "store", "io..");

    @ArchTest
    static final ArchRule localStore = only("store.local..", "store", "store.follow", "config", "io..");

    @ArchTest
    static final ArchRule s3Store = only("store.s3..", "store", "store.follow", "config", "io..");

    @ArchTest
    static final ArchRule transfers = only("transfer..", "store", "config", "io..");

    @ArchTest
    static final ArchRule access = only("access", "store", "config", "text", "io..");

    @ArchTest
    static final ArchRule tls = only("tls", "config");

    @ArchTest
    static final ArchRule logging = only("logging", "text");

    @ArchTest
    static final ArchRule accessLog = only("accesslog", "transfer", "store", "config");

    @ArchTest
    static final ArchRule tracing = only("tracing", "transfer", "store", "config");

    @ArchTest
    static final ArchRule cluster = only("cluster", "transfer", "store", "config", "io.internal");

    @ArchTest
    static final ArchRule clusterSecret = only("cluster.secret", "config");

    @ArchTest
    static final ArchRule connectionGuards = only("server.net", "transfer", "config", "io..");

    @ArchTest
    static final ArchRule health = only("server.health", "store", "io..");

    @ArchTest
    static final ArchRule serverContext = only(
            "server",
            "server.health",
            "server.net",
            "transfer..",
            "store",
            "store.limit",
            "config",
            "io..",
            "access",
            "tls",
            "accesslog",
            "tracing",
            "cluster",
            "text");

    @ArchTest
    static final ArchRule metrics =
            only("metrics", "server", "server.net", "transfer", "store", "accesslog", "tls", "config", "io..");

    @ArchTest
    static final ArchRule http = only("http..", SHARED_BY_PROTOCOLS);

    @ArchTest
    static final ArchRule grpc = only("grpc..", SHARED_BY_PROTOCOLS);

    @ArchTest
    static final ArchRule tcp = only("tcp..", with(SHARED_BY_PROTOCOLS, "cgp"));

    @ArchTest
    static final ArchRule framesOfTcp = only("cgp", "store", "io..");

    @ArchTest
    static final ArchRule client = only("client..", "cgp", "store", "text", "io..", "proto..");

    @ArchTest
    static final ArchRule doctor =
            only("doctor", "server", "server.net", "store", "config", "access", "tls", "text", "cluster.secret");

    @ArchTest
    static final ArchRule program = only(
            "server.launch", with(PROTOCOLS, "server", "server.net", "transfer", "store", "config", "cluster..", "io"));

    @ArchTest
    static final ArchRule internalsOfVertx = noClasses()
            .that()
            .resideOutsideOfPackages("io.chunkgate.server.net", "io.chunkgate.io.internal")
            .and()
            .haveNameNotMatching(ADAPTERS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..impl..", "io.vertx..internal..");

    /** A package may depend on itself, on the named packages of this project, and on libraries. */
    private static ArchRule only(String own, String... allowed) {
        String[] names = with(allowed, own);
        return noClasses()
                .that()
                .resideInAPackage("io.chunkgate." + own)
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.chunkgate..")
                        .and(not(resideInAnyPackage(
                                Stream.of(names).map("io.chunkgate."::concat).toArray(String[]::new)))));
    }

    private static String[] with(String[] names, String... more) {
        return Stream.concat(Stream.of(names), Stream.of(more)).toArray(String[]::new);
    }
}
