/** Reading and writing trees of tensors as safetensors, for miniflow. */
export {}
