"""The same service with grpc-java and Netty, in a JVM with the options that chunkgate's launcher sets."""

from harness.process import Server, free_port

JVM_OPTIONS = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=2"]


class GrpcJava(Server):
    compiles = True


def start(workspace):
    port = free_port()
    jar = workspace.build / "grpc-java" / "grpc-java.jar"
    command = ["java", *JVM_OPTIONS, "-jar", jar, port, workspace.files]
    return GrpcJava("grpc-java", command, workspace.logs / "grpc-java.log", {"grpc": port})
