package io.chunkgate;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The direction of dependencies: from the program to the doors, from the doors to the store's contract, never back. */
@AnalyzeClasses(packages = "io.chunkgate", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule dependenciesGoOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("program")
            .definedBy("io.chunkgate")
            .layer("commands")
            .definedBy("io.chunkgate.cli..")
            .layer("client")
            .definedBy("io.chunkgate.client..")
            .layer("gRPC calls")
            .definedBy("io.chunkgate.client.grpc..")
            .layer("server")
            .definedBy("io.chunkgate.server..")
            .layer("doctor")
            .definedBy("io.chunkgate.doctor..")
            .layer("HTTP door")
            .definedBy("io.chunkgate.http..")
            .layer("gRPC door")
            .definedBy("io.chunkgate.grpc..")
            .layer("TCP door")
            .definedBy("io.chunkgate.tcp")
            .layer("CGP frames")
            .definedBy("io.chunkgate.tcp.frame..")
            .layer("metrics")
            .definedBy("io.chunkgate.metrics..")
            .layer("access log")
            .definedBy("io.chunkgate.accesslog..")
            .layer("tracing")
            .definedBy("io.chunkgate.tracing..")
            .layer("what doors share")
            .definedBy("io.chunkgate.door..")
            .layer("access")
            .definedBy("io.chunkgate.access..")
            .layer("TLS")
            .definedBy("io.chunkgate.tls..")
            .layer("text")
            .definedBy("io.chunkgate.text..")
            .layer("cluster")
            .definedBy("io.chunkgate.cluster..")
            .layer("transfer")
            .definedBy("io.chunkgate.transfer..")
            .layer("store contract")
            .definedBy("io.chunkgate.store")
            .layer("store wrappers")
            .definedBy("io.chunkgate.store.wrap..")
            .layer("running uploads")
            .definedBy("io.chunkgate.store.live..")
            .layer("local store")
            .definedBy("io.chunkgate.store.local..")
            .layer("S3 store")
            .definedBy("io.chunkgate.store.s3..")
            .layer("config")
            .definedBy("io.chunkgate.config..")
            .whereLayer("program")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("commands")
            .mayOnlyBeAccessedByLayers("program")
            .whereLayer("client")
            .mayOnlyBeAccessedByLayers("commands", "gRPC calls")
            .whereLayer("gRPC calls")
            .mayOnlyBeAccessedByLayers("client")
            .whereLayer("client")
            .mayOnlyAccessLayers("gRPC calls", "store contract", "CGP frames")
            .whereLayer("server")
            .mayOnlyBeAccessedByLayers("commands")
            .whereLayer("doctor")
            .mayOnlyBeAccessedByLayers("commands")
            .whereLayer("doctor")
            .mayOnlyAccessLayers("what doors share", "access", "TLS", "store contract", "config")
            .whereLayer("HTTP door")
            .mayOnlyBeAccessedByLayers("server")
            .whereLayer("gRPC door")
            .mayOnlyBeAccessedByLayers("server")
            .whereLayer("TCP door")
            .mayOnlyBeAccessedByLayers("server")
            .whereLayer("CGP frames")
            .mayOnlyBeAccessedByLayers("TCP door", "client")
            .whereLayer("CGP frames")
            .mayOnlyAccessLayers("store contract")
            .whereLayer("metrics")
            .mayOnlyBeAccessedByLayers("HTTP door")
            .whereLayer("access log")
            .mayOnlyBeAccessedByLayers("what doors share", "metrics")
            .whereLayer("access log")
            .mayOnlyAccessLayers("transfer", "store contract", "config")
            .whereLayer("tracing")
            .mayOnlyBeAccessedByLayers("what doors share")
            .whereLayer("tracing")
            .mayOnlyAccessLayers("transfer", "store contract", "config")
            .whereLayer("what doors share")
            .mayOnlyBeAccessedByLayers("commands", "server", "doctor", "metrics", "HTTP door", "gRPC door", "TCP door")
            .whereLayer("access")
            .mayOnlyBeAccessedByLayers("commands", "doctor", "what doors share", "HTTP door", "gRPC door", "TCP door")
            .whereLayer("access")
            .mayOnlyAccessLayers("store contract", "config", "text")
            .whereLayer("TLS")
            .mayOnlyBeAccessedByLayers(
                    "commands", "doctor", "what doors share", "metrics", "HTTP door", "gRPC door", "TCP door")
            .whereLayer("TLS")
            .mayOnlyAccessLayers("config")
            .whereLayer("text")
            .mayNotAccessAnyLayer()
            .whereLayer("cluster")
            .mayOnlyBeAccessedByLayers("what doors share", "HTTP door")
            .whereLayer("cluster")
            .mayOnlyAccessLayers("transfer", "store contract", "config")
            .whereLayer("transfer")
            .mayOnlyBeAccessedByLayers(
                    "server",
                    "access log",
                    "tracing",
                    "metrics",
                    "what doors share",
                    "cluster",
                    "HTTP door",
                    "gRPC door",
                    "TCP door")
            .whereLayer("store wrappers")
            .mayOnlyBeAccessedByLayers("what doors share")
            .whereLayer("running uploads")
            .mayOnlyBeAccessedByLayers("local store", "S3 store")
            .whereLayer("running uploads")
            .mayOnlyAccessLayers("store contract")
            .whereLayer("local store")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("S3 store")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("config")
            .mayNotAccessAnyLayer();

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.chunkgate.(**)").should().beFreeOfCycles();
}
