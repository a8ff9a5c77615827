package io.chunkgate.http.exchange;

import io.chunkgate.http.message.FieldLists;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;

/** Vary (RFC 9110, section 12.5.5): several parts of the program add to it, and none replaces it. */
public final class Vary {
    private Vary() {}

    /** Adds the name of a request field on which the response depends. */
    public static void add(HttpServerResponse response, String name) {
        MultiMap headers = response.headers();
        String present = FieldLists.joined(headers, "Vary");
        if (present == null) {
            headers.set("Vary", name);
        } else if (FieldLists.members(present).stream().noneMatch(name::equalsIgnoreCase)) {
            headers.set("Vary", present + ", " + name);
        }
    }
}
