/** The client for HTTP: RFC 9110 for downloads, the IETF's draft of resumable uploads. */
@NullMarked
package io.chunkgate.client.http;

import org.jspecify.annotations.NullMarked;
