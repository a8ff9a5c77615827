/** The HTTP client. Downloads use ranges (RFC 9110), uploads the IETF draft of resumable uploads. */
@NullMarked
package io.chunkgate.client.http;

import org.jspecify.annotations.NullMarked;
