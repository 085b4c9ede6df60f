package dev.diptych.encoders.internal.image;

import dev.diptych.encoders.FileContent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Says in words what a file seems to be that is no readable picture, and what to do about it. */
final class ContentGuess {

  private static final int SAMPLE = 4096;
  private static final Pattern SVG = Pattern.compile("<(?:\\w+:)?svg[\\s>/]");

  private static final List<Signature> SIGNATURES =
      List.of(
          new Signature(FileContent.ARCHIVE, 0, "PK\u0003\u0004", "it starts like a ZIP archive"),
          new Signature(
              FileContent.ARCHIVE, 0, "PK\u0005\u0006", "it starts like an empty ZIP archive"),
          new Signature(FileContent.ARCHIVE, 0, "\u001f\u008b", "it starts like a gzip archive"),
          new Signature(
              FileContent.ARCHIVE, 0, "7z\u00bc\u00af'\u001c", "it starts like a 7z archive"),
          new Signature(FileContent.ARCHIVE, 0, "Rar!", "it starts like a RAR archive"),
          new Signature(
              FileContent.DOCUMENT,
              0,
              "%PDF",
              "it is a PDF document; export the picture in it as PNG"),
          new Signature(
              FileContent.DOCUMENT, 0, "%!PS", "it is a PostScript drawing; export it as PNG"),
          new Signature(
              FileContent.PICTURE, 0, "8BPS", "it is a Photoshop document; export it as PNG"),
          new Signature(
              FileContent.PICTURE, 0, "gimp xcf", "it is a GIMP document; export it as PNG"),
          new Signature(FileContent.PICTURE, 4, "ftypcrx ", raw("Canon raw file (CR3)")),
          new Signature(FileContent.PICTURE, 0, "FUJIFILMCCD-RAW", raw("Fujifilm raw file (RAF)")),
          new Signature(FileContent.PICTURE, 0, "IIRO", raw("Olympus raw file (ORF)")),
          new Signature(FileContent.PICTURE, 0, "IIRS", raw("Olympus raw file (ORF)")),
          new Signature(FileContent.PICTURE, 0, "MMOR", raw("Olympus raw file (ORF)")),
          new Signature(FileContent.PICTURE, 0, "IIU\0", raw("Panasonic raw file (RW2)")),
          new Signature(FileContent.PICTURE, 0, "FOVb", raw("Sigma raw file (X3F)")),
          new Signature(FileContent.PICTURE, 0, "\0MRM", raw("Minolta raw file (MRW)")),
          new Signature(FileContent.SOUND, 4, "ftypM4A", "it is an MPEG-4 sound file"),
          new Signature(FileContent.SOUND, 4, "ftypM4B", "it is an MPEG-4 audio book"),
          new Signature(FileContent.VIDEO, 4, "ftypqt", "it is a QuickTime film"),
          new Signature(FileContent.VIDEO, 4, "ftyp3g", "it is a 3GPP film"),
          new Signature(FileContent.VIDEO, 4, "ftyp", "it starts like an MP4 or QuickTime film"),
          new Signature(FileContent.VIDEO, 4, "moov", "it is a QuickTime film"),
          new Signature(FileContent.VIDEO, 4, "mdat", "it is a QuickTime film"),
          new Signature(
              FileContent.VIDEO,
              0,
              "\u001aE\u00df\u00a3",
              "it starts like a Matroska or WebM film"),
          new Signature(
              FileContent.PICTURE,
              4,
              "jP  \r\n",
              "it is a JPEG 2000 picture; save it as JPEG or PNG"),
          new Signature(
              FileContent.PICTURE, 0, "\0\0\u0001\0", "it is an icon file; save it as PNG"),
          new Signature(FileContent.VIDEO, 8, "AVI LIST", "it is an AVI film (RIFF)"),
          new Signature(FileContent.SOUND, 8, "WAVE", "it is a WAV sound file (RIFF)"),
          new Signature(
              FileContent.VIDEO, 0, "RIFF", "it starts like a RIFF file of sound or film"),
          new Signature(FileContent.SOUND, 0, "ID3", "it starts like an MP3 file"),
          new Signature(FileContent.SOUND, 0, "\u00ff\u00fb", "it starts like an MP3 file"),
          new Signature(FileContent.SOUND, 0, "\u00ff\u00f3", "it starts like an MP3 file"),
          new Signature(FileContent.SOUND, 0, "\u00ff\u00f1", "it starts like an AAC sound file"),
          new Signature(FileContent.VIDEO, 0, "OggS", "it is an Ogg file of sound or film"),
          new Signature(FileContent.SOUND, 0, "fLaC", "it is a FLAC sound file"),
          new Signature(FileContent.SOUND, 0, "MThd", "it is a MIDI file"),
          new Signature(FileContent.SOUND, 0, "#!AMR", "it is an AMR sound file"),
          new Signature(FileContent.VIDEO, 0, "FLV\u0001", "it is a Flash film"),
          new Signature(
              FileContent.VIDEO, 0, "0&\u00b2u", "it is a Windows Media file of sound or film"),
          new Signature(FileContent.VIDEO, 0, "\0\0\u0001\u00ba", "it is an MPEG film"),
          new Signature(FileContent.PROGRAM, 0, "\u007fELF", "it starts like a program"),
          new Signature(FileContent.PROGRAM, 0, "MZ", "it starts like a program"));

  private ContentGuess() {}

  /** {@return what the file seems to be} */
  static FileContent content(byte[] file) {
    if (allZero(file)) {
      return FileContent.NOTHING;
    }
    for (Signature signature : SIGNATURES) {
      if (Bytes.starts(file, signature.at(), signature.latin1())) {
        return signature.content();
      }
    }
    String start = start(file);
    if (isDrawing(start)) {
      return FileContent.PICTURE;
    }
    return isText(file, start) ? FileContent.TEXT : FileContent.UNKNOWN;
  }

  /** {@return half a sentence on what the file seems to be} */
  static String of(byte[] file) {
    if (file.length == 0) {
      return "it is empty (0 bytes)";
    }
    for (Signature signature : SIGNATURES) {
      if (Bytes.starts(file, signature.at(), signature.latin1())) {
        return signature.meaning();
      }
    }
    if (allZero(file)) {
      return "it holds nothing but zero bytes, like a download that never finished";
    }
    return text(file);
  }

  private static String raw(String kind) {
    return "it is a %s, which is not read; save it as JPEG with a raw converter, or take its camera's JPEG"
        .formatted(kind);
  }

  private static String text(byte[] file) {
    String start = start(file);
    if (isDrawing(start)) {
      return "it is an SVG, a vector drawing without pixels; export it as PNG";
    }
    if (!isText(file, start)) {
      return "its first bytes (%s) belong to no known format"
          .formatted(HexFormat.ofDelimiter(" ").formatHex(file, 0, Math.min(8, file.length)));
    }
    String lower = start.stripLeading().toLowerCase(Locale.ROOT);
    if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
      return "it is an HTML page, as servers send in place of a missing picture";
    }
    if (lower.startsWith("version https://git-lfs")) {
      return "it is a Git LFS pointer; fetch the picture itself with: git lfs pull";
    }
    return "it is a text file";
  }

  private static String start(byte[] file) {
    return new String(file, 0, Math.min(file.length, SAMPLE), StandardCharsets.UTF_8);
  }

  private static boolean isDrawing(String start) {
    return SVG.matcher(start).find() && start.stripLeading().replace("\ufeff", "").startsWith("<");
  }

  /** Whether the sample is UTF-8 without control characters; its end may cut a character. */
  private static boolean isText(byte[] file, String start) {
    if (start.chars().anyMatch(c -> c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f')) {
      return false;
    }
    for (int cut = 0; cut < 4 && cut < file.length; cut++) {
      int length = Math.min(file.length, SAMPLE) - cut;
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file, 0, length));
        return true;
      } catch (CharacterCodingException e) {
        if (file.length <= SAMPLE) {
          return false;
        }
      }
    }
    return false;
  }

  private static boolean allZero(byte[] file) {
    for (byte b : file) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private record Signature(FileContent content, int at, String latin1, String meaning) {}
}
