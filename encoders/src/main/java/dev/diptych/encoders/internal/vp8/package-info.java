/**
 * The still picture of lossy WebP: a key frame of VP8 (RFC 6386) to planes of luma and chroma, bit
 * for bit as libwebp gives them. Not API: use {@link dev.diptych.encoders.ImageReader}.
 */
@NullMarked
package dev.diptych.encoders.internal.vp8;

import org.jspecify.annotations.NullMarked;
