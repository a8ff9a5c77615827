/** Forms with files (multipart/form-data, RFC 7578), as browsers send them: each file is published in a folder. */
@NullMarked
package io.chunkgate.http.upload.form;

import org.jspecify.annotations.NullMarked;
