/** MNIST and other IDX datasets as immutable batches, for miniflow. */
export {}
