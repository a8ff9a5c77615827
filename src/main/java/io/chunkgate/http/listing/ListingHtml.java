package io.chunkgate.http.listing;

import io.chunkgate.http.message.RequestPath;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListOrder;
import io.chunkgate.store.Sha256;
import io.chunkgate.text.ByteSize;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;

/**
 * A listing as an HTML page: a table that sorts by links and works without scripts. All links are relative, so that the page
 * works behind a proxy that adds a prefix to paths.
 */
final class ListingHtml {
    /** Names are isolated ({@code bdi}): a name in a right-to-left script would otherwise reorder its row. */
    private static final String STYLE =
            """
            body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
            table{width:100%;border-collapse:collapse}
            th,td{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #8884}
            td:first-child{overflow-wrap:anywhere}
            th:nth-child(2),td:nth-child(2){text-align:right;white-space:nowrap}
            th:nth-child(3),td:nth-child(3){white-space:nowrap;font-variant-numeric:tabular-nums}
            :root{color-scheme:light dark}
            """;

    /** Forbids scripts, frames, forms and foreign resources, so that even an unescaped name could do no harm. */
    static final String POLICY = "default-src 'none'; style-src '" + hashOf(STYLE)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ListingRequest listing;
    private final FolderPage page;
    private final StringBuilder html = new StringBuilder(4096);

    private ListingHtml(ListingRequest listing, FolderPage page) {
        this.listing = listing;
        this.page = page;
    }

    static Buffer render(ListingRequest listing, FolderPage content) {
        ListingHtml page = new ListingHtml(listing, content);
        page.writeAll();
        return Buffer.buffer(page.html.toString());
    }

    private void writeAll() {
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>files/")
                .append(escape(listing.folder().value()))
                .append("</title>\n<style>")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n");
        writeBreadcrumbs();
        html.append("<table>\n<thead><tr>");
        writeHeading("Name", ListOrder.NAME);
        writeHeading("Size", ListOrder.SIZE);
        writeHeading("Modified (UTC)", ListOrder.MODIFIED);
        html.append("</tr></thead>\n<tbody>\n");
        page.entries().forEach(this::writeEntry);
        html.append("</tbody>\n</table>\n");
        writePaging();
        html.append("</body>\n</html>\n");
    }

    private void writeBreadcrumbs() {
        String folder = listing.folder().value();
        String[] segments = folder.isEmpty() ? new String[0] : folder.split("/");
        html.append("<h1>");
        for (int depth = 0; depth <= segments.length; depth++) {
            String href = depth == segments.length ? "./" : "../".repeat(segments.length - depth);
            writeLink(href, depth == 0 ? "files" : segments[depth - 1]);
            html.append(" / ");
        }
        html.append("</h1>\n");
    }

    /** A heading sorts by its column; in the current order, it reverses the order. */
    private void writeHeading(String text, ListOrder order) {
        boolean current = order == listing.query().order();
        boolean descending = current && listing.query().descending();
        html.append(current ? "<th aria-sort=\"" + (descending ? "descending" : "ascending") + "\">" : "<th>");
        writeLink(listing.firstQuery(order, current && !descending), text);
        html.append(current ? (descending ? " ▼" : " ▲") : "").append("</th>");
    }

    private void writeEntry(FolderEntry entry) {
        String slash = entry instanceof FolderEntry.Folder ? "/" : "";
        html.append("<tr><td>");
        writeLink("./" + RequestPath.encode(entry.name()) + slash, entry.name() + slash);
        html.append("</td><td>");
        if (entry instanceof FolderEntry.File file) {
            html.append(ByteSize.formatFloor(file.info().size()));
        }
        html.append("</td><td>").append(time(entry.modified())).append("</td></tr>\n");
    }

    private void writePaging() {
        if (page.entries().isEmpty() && page.next().isEmpty()) {
            html.append("<p>Nothing here.</p>\n");
        }
        html.append("<p>");
        if (listing.query().after().isPresent()) {
            writeLink(
                    listing.firstQuery(listing.query().order(), listing.query().descending()), "First page");
            html.append(' ');
        }
        page.next().ifPresent(position -> writeLink(listing.nextQuery(position), "Next page"));
        html.append("</p>\n");
    }

    private void writeLink(String href, String text) {
        html.append("<a href=\"")
                .append(escape(href))
                .append("\"><bdi>")
                .append(escape(text))
                .append("</bdi></a>");
    }

    /** Escapes text for content and for attributes in quotes of either kind. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String time(Instant instant) {
        return "<time datetime=\"" + instant + "\">" + TIME.format(instant) + "</time>";
    }

    private static String hashOf(String style) {
        byte[] digest = Sha256.begin().digest(style.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }
}
