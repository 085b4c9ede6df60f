package dev.diptych.encoders.internal.image;

import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;

/** Ends a plug-in from inside at its next report of progress, when nobody wants the picture. */
final class StopListener implements IIOReadProgressListener {

  private final Decoding decoding;

  StopListener(Decoding decoding) {
    this.decoding = decoding;
  }

  @Override
  public void imageProgress(ImageReader source, float percentageDone) {
    decoding.check();
  }

  @Override
  public void imageStarted(ImageReader source, int imageIndex) {
    decoding.check();
  }

  @Override
  public void sequenceStarted(ImageReader source, int minIndex) {}

  @Override
  public void sequenceComplete(ImageReader source) {}

  @Override
  public void imageComplete(ImageReader source) {}

  @Override
  public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

  @Override
  public void thumbnailProgress(ImageReader source, float percentageDone) {}

  @Override
  public void thumbnailComplete(ImageReader source) {}

  @Override
  public void readAborted(ImageReader source) {}
}
