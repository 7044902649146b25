/** Media types of open or scientific formats that F-UJI's lists hold, by their common beginnings. */
const openTypes =
  /^(?:text\/|application\/(?:json|geo\+json|ld\+json|xml|rdf\+xml|pdf|gzip|zip|x-tar|x-hdf5?|x-netcdf|netcdf|fits|vnd\.oasis|vnd\.apache\.(?:parquet|arrow)|sql|gpx\+xml|x-7z)|image\/(?:png|tiff|jpeg|jp2|svg\+xml|gif|webp|fits)|audio\/(?:flac|ogg|wav|x-wav|mpeg)|video\/(?:webm|ogg|mp4|x-matroska)|model\/(?:obj|gltf|stl|ply|vnd\.collada))/i;

/** File endings and names of the same formats, as records state them in words. */
const openNames =
  /^\.?(?:csv|tsv|txt|json|geojson|xml|pdf|html?|zip|tar|gz|hdf5?|netcdf|nc|fits|png|tiff?|jpe?g|svg|flac|ogg|wav|mp4|webm|odt|ods|parquet|obj|gltf|ply|stl)$/i;

/** True for a format that anyone can read without buying software. */
export function isOpenFormat(format: string): boolean {
  const text = format.trim();
  return openTypes.test(text) || openNames.test(text);
}
