/** What the metadata of picture files say: EXIF, IPTC and XMP as facts. */
@NullMarked
package dev.diptych.encoders.internal.facts;

import org.jspecify.annotations.NullMarked;
