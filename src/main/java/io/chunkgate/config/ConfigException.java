package io.chunkgate.config;

public final class ConfigException extends RuntimeException {}
