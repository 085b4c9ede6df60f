package dev.diptych.encoders;

import dev.diptych.core.ContentHash;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.internal.proof.PublishedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a model's authors, or those who ported it, published of what it says about one picture.
 *
 * @param model the published name of the model, {@code blip-itm-base-coco}
 * @param picture the picture that the values are of
 * @param source where they were published, for people
 * @param values at least one
 */
public record PublishedValues(String model, Picture picture, String source, List<Value> values) {

  public PublishedValues {
    values = List.copyOf(values);
  }

  /**
   * A picture on the network.
   *
   * @param name what it shows, for people
   * @param address where it lies: an absolute address, or a path below that of the hub
   * @param sha256 of the file, 64 hexadecimal digits; empty where nobody has published it: then the
   *     values alone tell whether it is the right picture
   */
  public record Picture(String name, String address, Optional<String> sha256) {

    /** {@return whether the address is a path below that of the hub} */
    public boolean isOfHub() {
      return !address.matches("https?://.*");
    }

    /**
     * Refuses another picture, where it is known which one is right.
     *
     * @param from where the file is from, for the message
     * @throws DiptychException INVALID_REFERENCE naming both hashes
     */
    public void require(byte[] file, String from) {
      String hash = ContentHash.of(file);
      if (sha256.isPresent() && !sha256.get().equals(hash)) {
        throw new DiptychException(
            ErrorCode.INVALID_REFERENCE,
            "the picture from %s must be %s with SHA-256 %s, but has %s; give the right file with --image"
                .formatted(from, name, sha256.get(), hash));
      }
    }
  }

  /** One published value. */
  public sealed interface Value {

    /** {@return what is compared, for people} */
    String what();
  }

  /** A number. */
  public sealed interface Numeric extends Value {

    /** {@return what was published} */
    double value();

    /** {@return the largest absolute difference that counts as the same} */
    double tolerance();
  }

  /** The cosine of the picture to a text (ITC), -1 to 1. */
  public record Cosine(String text, double value, double tolerance) implements Numeric {

    @Override
    public String what() {
      return "cosine to \"%s\"".formatted(text);
    }
  }

  /**
   * The softmax of the two logits of picture and text read together (ITM), 0 to 1.
   *
   * @param asItc whether the text's first token is that of the text encoder ({@code [CLS]}), as in
   *     ports that do not exchange it
   */
  public record Match(String text, boolean asItc, double value, double tolerance)
      implements Numeric {

    @Override
    public String what() {
      return "match with \"%s\"%s".formatted(text, asItc ? ", [CLS] first" : "");
    }
  }

  /** The probability that the model's own scoring gives without a second stage, 0 to 1. */
  public record Probability(String text, double value, double tolerance) implements Numeric {

    @Override
    public String what() {
      return "probability of \"%s\"".formatted(text);
    }
  }

  /**
   * The caption that greedy search finds, compared token by token.
   *
   * @param prompt how it begins; may be empty
   * @param words what follows the prompt
   */
  public record Caption(String prompt, String words) implements Value {

    @Override
    public String what() {
      return prompt.isEmpty() ? "caption" : "caption after \"%s\"".formatted(prompt);
    }
  }

  /** {@return what is published of the models that {@code model pull} knows} */
  public static List<PublishedValues> known() {
    return PublishedFile.known();
  }

  /**
   * Reads values of one's own, in the form of the file that this program brings: an object of
   * {@code pictures} by key, each with {@code name}, {@code address} or {@code hub}, and {@code
   * sha256}, and {@code models}, each with {@code model}, {@code picture}, {@code source} and
   * {@code values} of the kinds {@code cosine}, {@code match}, {@code probability} and {@code
   * caption}.
   *
   * @throws DiptychException NOT_FOUND when it cannot be read, INVALID_REFERENCE when it has
   *     another form
   */
  public static List<PublishedValues> read(Path file) {
    try {
      return PublishedFile.parse(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND,
          "cannot read the published values in %s: %s".formatted(file, IoReason.of(e)),
          e);
    }
  }
}
