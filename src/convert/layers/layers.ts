export { activation, leakyRelu, relu, softmax } from './activations.js';
export { batchNormalization, dense, dropout, input } from './basic.js';
export { conv1d, conv2d, conv3d, depthwiseConv2D, separableConv2D } from './convolution.js';
export { add, average, concatenate } from './joining.js';
export {
  averagePooling1D,
  averagePooling2D,
  averagePooling3D,
  globalAveragePooling1D,
  globalAveragePooling2D,
  globalAveragePooling3D,
  globalMaxPooling1D,
  globalMaxPooling2D,
  globalMaxPooling3D,
  maxPooling1D,
  maxPooling2D,
  maxPooling3D,
} from './pooling.js';
export {
  flatten,
  reshape,
  upSampling1D,
  upSampling2D,
  upSampling3D,
  zeroPadding1D,
  zeroPadding2D,
  zeroPadding3D,
} from './shaping.js';
