package io.chunkgate.http.message;

import io.vertx.core.http.MimeMapping;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Content-Type of a file by the extension of its name: the table of Vert.x, preceded by types that it lacks or that
 * have been registered under another name since.
 */
public final class MediaTypes {
    private static final String UNKNOWN = "application/octet-stream";

    private static final Set<String> ACTIVE =
            Set.of("text/html", "text/xml", "application/xml", "text/xsl", "message/rfc822", "multipart/related");

    private static final Map<String, String> NEWER = Map.ofEntries(
            Map.entry("aac", "audio/aac"),
            Map.entry("avif", "image/avif"),
            Map.entry("cjs", "text/javascript"),
            Map.entry("deb", "application/vnd.debian.binary-package"),
            Map.entry("diff", "text/x-diff"),
            Map.entry("exe", "application/vnd.microsoft.portable-executable"),
            Map.entry("flac", "audio/flac"),
            Map.entry("geojson", "application/geo+json"),
            Map.entry("glb", "model/gltf-binary"),
            Map.entry("gltf", "model/gltf+json"),
            Map.entry("gz", "application/gzip"),
            Map.entry("heic", "image/heic"),
            Map.entry("heif", "image/heif"),
            Map.entry("ico", "image/vnd.microsoft.icon"),
            Map.entry("jsonld", "application/ld+json"),
            Map.entry("jxl", "image/jxl"),
            Map.entry("log", "text/plain"),
            Map.entry("m4a", "audio/mp4"),
            Map.entry("m4s", "video/iso.segment"),
            Map.entry("m4v", "video/mp4"),
            Map.entry("map", "application/json"),
            Map.entry("markdown", "text/markdown"),
            Map.entry("md", "text/markdown"),
            Map.entry("mka", "audio/matroska"),
            Map.entry("mkv", "video/matroska"),
            Map.entry("mpd", "application/dash+xml"),
            Map.entry("opus", "audio/ogg"),
            Map.entry("otf", "font/otf"),
            Map.entry("parquet", "application/vnd.apache.parquet"),
            Map.entry("patch", "text/x-diff"),
            Map.entry("rar", "application/vnd.rar"),
            Map.entry("rpm", "application/x-rpm"),
            Map.entry("rs", "text/plain"),
            Map.entry("sqlite", "application/vnd.sqlite3"),
            Map.entry("stl", "model/stl"),
            Map.entry("svgz", "application/gzip"),
            Map.entry("tgz", "application/gzip"),
            Map.entry("toml", "application/toml"),
            Map.entry("ts", "video/mp2t"),
            Map.entry("ttf", "font/ttf"),
            Map.entry("vtt", "text/vtt"),
            Map.entry("wav", "audio/wav"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("woff", "font/woff"),
            Map.entry("yaml", "application/yaml"),
            Map.entry("yml", "application/yaml"),
            Map.entry("zst", "application/zstd"));

    private MediaTypes() {}

    /** The media type; text with {@code charset=utf-8}; {@code application/octet-stream} if the extension is unknown. */
    public static String of(String name) {
        String type = registered(extension(name));
        if (type == null) {
            return UNKNOWN;
        }
        return type.startsWith("text/") ? type + "; charset=utf-8" : type;
    }

    /**
     * Whether a browser shows files of the type as documents of the gateway's origin, in which scripts would run.
     *
     * @param contentType with or without parameters, in lower case
     */
    public static boolean isActive(String contentType) {
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return ACTIVE.contains(type) || type.endsWith("+xml");
    }

    private static @Nullable String registered(String extension) {
        String newer = NEWER.get(extension);
        return newer != null ? newer : MimeMapping.mimeTypeForExtension(extension);
    }

    private static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') ? name.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
    }
}
